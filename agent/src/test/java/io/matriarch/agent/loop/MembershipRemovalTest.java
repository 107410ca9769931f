package io.matriarch.agent.loop;

import static io.matriarch.agent.loop.OneMemberLog.A;
import static io.matriarch.agent.loop.OneMemberLog.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.member.MembershipDesk;
import io.matriarch.net.api.ForwardReply;
import io.matriarch.net.api.ForwardedRequest;
import io.matriarch.net.api.HeardReports;
import io.matriarch.net.api.MembershipRequest;
import io.matriarch.net.api.MembershipRequest.Kind;
import io.matriarch.net.api.OperationReply;
import io.matriarch.raft.GroupChange;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.SyncSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A removal goes the careful way round. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MembershipRemovalTest {
  private final OneMemberLog log = new OneMemberLog();
  private final ReportBoard board = new ReportBoard();
  private final List<Boolean> departures = new ArrayList<>();
  private final Listening peers = new Listening();
  private final MembershipDesk desk = desk(Runnable::run);

  private MembershipDesk desk(Executor blocking) {
    return new MembershipDesk(
        A, "demo", log, board, peers, () -> 0, blocking, token -> null, departures::add);
  }

  private static CompletableFuture<OperationReply> remove(MembershipDesk desk, MemberId name) {
    return desk.ask(new MembershipRequest(Kind.REMOVE, name, null, false, true, null, "", "test"))
        .toCompletableFuture();
  }

  @BeforeEach
  void bothAreHeard() {
    for (var id : List.of(A, B)) {
      board.receive(RoomFirstTest.report(id, ServerRole.STANDBY, List.of()), 0);
    }
  }

  @Test
  void member_prepares_before_the_group_goes_on_without_it() {
    peers.whenTold = () -> assertThat(log.changes).isEmpty();

    assertThat(remove(desk, B).join()).isInstanceOf(OperationReply.Done.class);

    assertThat(peers.told).containsExactly("b /members/leave");
    assertThat(log.changes).containsExactly(new GroupChange.Remove(B));
  }

  @Test
  void member_that_is_heard_and_cannot_be_told_stays() {
    peers.reply = new ForwardReply.NotSent("no route");

    assertThat(remove(desk, B).join()).isInstanceOf(OperationReply.Refused.class);
    assertThat(log.changes).isEmpty();
  }

  /** Its server would be stopped for nothing. */
  @Test
  void whoever_is_needed_is_not_told_to_prepare() {
    assertThat(remove(desk, A).join()).isInstanceOf(OperationReply.Refused.class);

    assertThat(departures).isEmpty();
  }

  /** A switchover was asked for while it prepared. */
  @Test
  void whoever_is_needed_by_then_stays() {
    peers.whenTold =
        () ->
            log.apply(
                new Command.RequestOperation(
                    "op", Operation.Kind.SWITCHOVER, new Epoch(1), B, false, false, "test"));

    assertThat(remove(desk, B).join()).isInstanceOf(OperationReply.Refused.class);
    assertThat(log.changes).isEmpty();
  }

  @Test
  void group_does_not_go_on_without_one_that_commits_still_wait_for() {
    var sync = new SyncSet(new TreeSet<>(List.of(B)), 1);
    log.apply(new Command.ChangeSync(A, new Epoch(1), 0, SyncSet.PRIMARY_ALONE, sync));
    // The agent is stopped while it waits for that.
    peers.whenTold = () -> Thread.currentThread().interrupt();

    var reply = remove(desk, B).join();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(reply).isInstanceOf(OperationReply.Unknown.class);
    assertThat(log.changes).isEmpty();
  }

  @Test
  void one_change_at_a_time() {
    Queue<Runnable> later = new ArrayDeque<>();
    var busy = desk(later::add);
    var first = remove(busy, B);

    assertThat(remove(busy, B))
        .isCompletedWithValueMatching(OperationReply.Refused.class::isInstance);
    later.remove().run();
    assertThat(first.join()).isInstanceOf(OperationReply.Done.class);
  }

  /** Agents that answer what they are told. */
  private static final class Listening implements Peers {
    private final List<String> told = new ArrayList<>();
    private Runnable whenTold = () -> {};
    private ForwardReply reply = new ForwardReply.Answered(202, "text/plain", new byte[0], null);

    @Override
    public CompletionStage<Optional<HeardReports>> report(Member to, MemberReport report) {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<ForwardReply> forward(Member to, ForwardedRequest request) {
      told.add(to.id() + " " + request.path());
      whenTold.run();
      return CompletableFuture.completedFuture(reply);
    }
  }
}
