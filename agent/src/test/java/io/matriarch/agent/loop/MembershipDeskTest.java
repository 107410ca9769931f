package io.matriarch.agent.loop;

import static io.matriarch.agent.loop.OneMemberLog.A;
import static io.matriarch.agent.loop.OneMemberLog.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.member.MembershipDesk;
import io.matriarch.net.api.MembershipRequest;
import io.matriarch.net.api.MembershipRequest.Kind;
import io.matriarch.net.api.OperationReply;
import io.matriarch.raft.ChangeOutcome;
import io.matriarch.raft.GroupChange;
import io.matriarch.raft.GroupMember;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.WalPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MembershipDeskTest {
  private static final MemberId C = new MemberId("c");

  private final OneMemberLog log = new OneMemberLog();
  private final List<Boolean> departures = new ArrayList<>();
  private final Peers peers = (to, report) -> CompletableFuture.completedFuture(Optional.empty());
  private final MembershipDesk desk =
      new MembershipDesk(
          A,
          "demo",
          log,
          new ReportBoard(),
          peers,
          () -> 0,
          Runnable::run,
          token -> "secret".equals(token) ? null : "wrong token",
          departures::add);

  private OperationReply ask(Kind kind, MemberId name, @Nullable String scope, String token) {
    return desk.ask(
            new MembershipRequest(kind, name, "10.0.0.9:7008", false, true, scope, token, "test"))
        .toCompletableFuture()
        .join();
  }

  private static void assertRefused(OperationReply reply, int status, String words) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            OperationReply.Refused.class,
            r -> {
              assertThat(r.httpStatus()).isEqualTo(status);
              assertThat(r.message()).contains(words);
            });
  }

  @Test
  void the_primary_is_neither_removed_nor_replaced() {
    assertRefused(ask(Kind.REMOVE, A, null, ""), 412, "switch over first");
    assertRefused(ask(Kind.REPLACE, A, null, ""), 412, "switch over first");
    assertThat(log.changes).isEmpty();
  }

  /** Found by the simulator: the group went on without the only one sure to have all commits. */
  @Test
  void the_last_primary_stays_until_it_has_a_successor() {
    var alone = SyncSet.PRIMARY_ALONE;
    var sync = new SyncSet(new TreeSet<>(List.of(B)), 1);
    log.apply(new Command.ChangeSync(A, new Epoch(1), 0, alone, sync));
    log.apply(new Command.ExpireLease(new Epoch(1), 1, "silent"));

    assertRefused(ask(Kind.REMOVE, A, null, ""), 412, "no successor yet");
    assertRefused(ask(Kind.REPLACE, A, null, ""), 412, "no successor yet");
    assertThat(log.changes).isEmpty();
  }

  /** Judged again it might be done by then: nobody may be told so without anything being done. */
  @Test
  void a_removal_that_was_judged_to_be_too_early_is_not_told_as_done() {
    log.judgements.add(new ChangeOutcome.Refused("n3 is not heard"));

    assertRefused(ask(Kind.REMOVE, B, null, ""), 412, "not heard");
    assertThat(log.changes).isEmpty();
  }

  @Test
  void a_newcomer_shows_the_right_token_to_the_right_cluster() {
    assertRefused(ask(Kind.JOIN, C, "demo", "guess"), 403, "wrong token");
    assertRefused(ask(Kind.JOIN, C, "other", "secret"), 409, "not 'other'");
    assertThat(log.changes).isEmpty();

    assertThat(ask(Kind.JOIN, C, "demo", "secret")).isInstanceOf(OperationReply.Done.class);
    assertThat(log.changes).containsExactly(new GroupChange.Add(C, "10.0.0.9:7008", true));
  }

  /** An agent that ended here would not be there any more when the name is given to it. */
  @Test
  void a_newcomer_with_the_name_of_a_lost_node_waits_for_the_command() {
    log.group = List.of(new GroupMember(C, "c-1", "10.0.0.3:7008", true, 1));

    assertRefused(ask(Kind.JOIN, C, "demo", "secret"), 412, "member replace c --address 10.0.0.9");
    assertRefused(ask(Kind.JOIN, C, "demo", "guess"), 403, "wrong token");
    assertThat(log.changes).isEmpty();
  }

  @Test
  void nobody_is_told_to_leave_before_it_is_clear_that_it_may() {
    log.outcome = new ChangeOutcome.Refused("it would leave no majority");

    assertRefused(ask(Kind.REMOVE, B, null, ""), 412, "no majority");
    assertThat(departures).isEmpty();
    assertThat(log.changes).isEmpty();
  }

  @Test
  void a_node_that_is_told_to_leave_prepares() {
    isStandby(A);

    assertThat(ask(Kind.LEAVE, A, null, "")).isInstanceOf(OperationReply.Done.class);
    assertThat(departures).containsExactly(true);
  }

  /** Whoever asks may have a state of long ago; the node itself knows that it has the role. */
  @Test
  void the_primary_does_not_prepare() {
    assertRefused(ask(Kind.LEAVE, A, null, ""), 412, "switch over first");
    assertThat(departures).isEmpty();
  }

  /** Seed 1051735 of the simulator: an agent that was long behind had the primary removed. */
  @Test
  void who_is_needed_is_asked_of_what_the_log_has_now() {
    log.missed = () -> isStandby(A);

    assertRefused(ask(Kind.REMOVE, B, null, ""), 412, "b is the primary");
    assertRefused(ask(Kind.REPLACE, B, null, ""), 412, "b is the primary");
    assertThat(log.changes).isEmpty();
  }

  @Test
  void an_agent_that_cannot_catch_up_removes_nobody() {
    log.caughtUp = new ChangeOutcome.Refused("this member is behind");

    assertRefused(ask(Kind.REMOVE, B, null, ""), 412, "is behind");
    log.caughtUp = new ChangeOutcome.Unknown("nobody answers");
    assertRefused(ask(Kind.REMOVE, B, null, ""), 412, "nobody answers");
    assertThat(log.changes).isEmpty();
  }

  /** A moment ago the other became primary. */
  private void isStandby(MemberId former) {
    var next = former.equals(A) ? B : A;
    var lease = Objects.requireNonNull(log.state.lease());
    if (lease.holder().equals(next)) {
      return;
    }
    var counted = new TreeSet<>(List.of(next));
    var sync = new SyncSet(counted, 1);
    var now = log.state.sync();
    log.apply(new Command.ChangeSync(former, lease.epoch(), lease.renewal(), now, sync));
    lease = Objects.requireNonNull(log.state.lease());
    log.apply(new Command.ExpireLease(lease.epoch(), lease.renewal(), "silent"));
    var epoch = log.state.epoch();
    var floor = new WalPosition(1, new Lsn(100));
    log.apply(new Command.AssignPrimary(next, 1, epoch, counted, floor, "test"));
    var given = Objects.requireNonNull(log.state.lease()).epoch();
    log.apply(new Command.ConfirmPrimary(next, given, 2, null, null, 0));
    assertThat(log.state.vacancy()).isNull();
  }

  @Test
  void what_the_group_goes_on_without_is_forgotten_by_the_raft_leader() {
    var duty = new GroupDuty(log, () -> 0, Runnable::run);
    var later = Duration.ofSeconds(2).toNanos();
    duty.turn(new Turn(later, log.applied(), log.leadership(), Milestones.NONE));
    assertThat(log.state.members()).as("an empty group is no answer").containsOnlyKeys(A, B);

    log.group = List.of(new GroupMember(A, "a-1", "h:1", true, 1));
    duty.turn(new Turn(2 * later, log.applied(), log.leadership(), Milestones.NONE));
    assertThat(log.state.members()).containsOnlyKeys(A);
  }

  @Test
  void nobody_listens_to_a_node_whose_name_another_has() {
    var seat = new OwnSeat(log);
    log.group = List.of(new GroupMember(B, "b-2", "h:2", false, 1));
    var report =
        RoomFirstTest.report(B, io.matriarch.statemachine.model.ServerRole.STANDBY, List.of());

    assertThat(seat.listensTo(report.from("b-1"))).isFalse();
    assertThat(seat.listensTo(report.from("b-2"))).isTrue();
    var b = log.state.member(B).orElseThrow();
    assertThat(OwnSeat.of(b, log.group).kind())
        .isEqualTo(io.matriarch.statemachine.model.MemberKind.OBSERVER);
    assertThat(OwnSeat.signed(b, report, log.group).raftId()).isEqualTo("b-2");
  }
}
