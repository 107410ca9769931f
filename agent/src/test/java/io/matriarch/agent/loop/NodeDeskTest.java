package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.api.OperationReply;
import io.matriarch.net.api.RestartRequest;
import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.RestartTerms;
import io.matriarch.statemachine.model.ScheduledRestart;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.NodeRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeDeskTest {
  private static final long AT = 1_800_000_000_000L;

  private final OneMemberLog log = new OneMemberLog();
  private final NodeThatWaits node = new NodeThatWaits();
  private long nanos = 77;
  private long wallMillis = AT - 1;
  private ServerRole role = ServerRole.STANDBY;
  private final NoteThatLasts note = new NoteThatLasts();
  private NodeDesk desk = desk();

  /** The desk of an agent that has just started. */
  private NodeDesk desk() {
    InstantSource wall = () -> Instant.ofEpochMilli(wallMillis);
    return new NodeDesk(
        node, () -> nanos, wall, new RestartSchedule(note, wall, Runnable::run, Runnable::run));
  }

  @Test
  void a_scheduled_restart_outlives_its_agent() {
    schedule();
    desk = desk();
    wallMillis = AT + Duration.ofMinutes(4).toMillis();
    turn(Duration.ofSeconds(1));

    assertThat(Objects.requireNonNull(node.request).by()).isEqualTo("alice, scheduled");
    assertThat(note.kept).as("a second agent must not do it again").isNull();
  }

  @Test
  void a_server_that_was_not_heard_yet_is_waited_for() {
    schedule();
    desk = desk();
    wallMillis = AT;
    role = ServerRole.NONE;
    turn(Duration.ofSeconds(29));
    assertThat(desk.scheduled()).isNotNull();

    role = ServerRole.STANDBY;
    turn(Duration.ofSeconds(5));
    assertThat(node.request).isNotNull();
  }

  @Test
  void an_agent_that_was_away_for_long_leaves_the_restart_out() {
    schedule();
    wallMillis = AT + Duration.ofMinutes(6).toMillis();
    desk = desk();

    assertThat(desk.scheduled()).isNull();
    assertThat(note.kept).isNull();
  }

  @Test
  void what_cannot_be_noted_is_not_scheduled() {
    note.broken = true;
    var reply = new CompletableFuture<OperationReply>();
    desk.restart(new RestartRequest(RestartTerms.ANY, AT, "alice"), report(), false, reply);

    assertThat(reply.join()).isInstanceOf(OperationReply.Refused.class);
    assertThat(desk.scheduled()).isNull();
  }

  @Test
  void what_cannot_be_struck_out_stays_scheduled() {
    schedule();
    note.broken = true;
    var reply = new CompletableFuture<OperationReply>();
    desk.unschedule("bob", reply);

    assertThat(reply.join()).isInstanceOf(OperationReply.Refused.class);
    assertThat(desk.scheduled()).isNotNull();
  }

  private static final class NoteThatLasts implements RestartNote {
    private @Nullable ScheduledRestart kept;
    private boolean broken;

    @Override
    public Optional<ScheduledRestart> read() {
      return Optional.ofNullable(kept);
    }

    @Override
    public void write(@Nullable ScheduledRestart restart) throws IOException {
      if (broken) {
        throw new IOException("no room");
      }
      kept = restart;
    }
  }

  @Test
  void one_thing_at_a_time_and_each_has_its_answer() {
    var first = ask(NodeRequest.Kind.RELOAD);
    var second = ask(NodeRequest.Kind.RESTART);

    assertThat(second.join()).isInstanceOf(OperationReply.Refused.class);
    assertThat(first).isNotDone();
    ends(ActResult.Done.of("written"));
    assertThat(first.join()).isInstanceOf(OperationReply.Done.class);
    assertThat(ask(NodeRequest.Kind.RESTART)).isNotDone();
  }

  @Test
  void what_the_node_cannot_begin_is_given_up_and_forgotten() {
    var reply = ask(NodeRequest.Kind.RESTART);

    turn(Duration.ofSeconds(29));
    assertThat(reply).isNotDone();
    turn(Duration.ofSeconds(2));

    assertThat(reply.join()).isInstanceOf(OperationReply.Refused.class);
    assertThat(node.request).isNull();
  }

  @Test
  void what_was_begun_is_waited_for() {
    var reply = ask(NodeRequest.Kind.RESTART);
    var begun = Objects.requireNonNull(node.request);
    node.request = null;

    turn(Duration.ofMinutes(5));
    assertThat(reply).isNotDone();

    desk.ended(begun, new ActResult.Failed("no room"));
    assertThat(reply.join().toString()).contains("no room");
  }

  @Test
  void scheduled_restart_begins_at_its_time_under_its_terms() {
    schedule();
    turn(Duration.ofSeconds(1));
    assertThat(node.request).isNull();

    wallMillis = AT;
    turn(Duration.ofSeconds(1));

    assertThat(Objects.requireNonNull(node.request).by()).isEqualTo("alice, scheduled");
    assertThat(desk.scheduled()).isNull();
  }

  /** It was answered to nobody that another was under way, and lost. */
  @Test
  void scheduled_restart_waits_for_what_is_under_way() {
    schedule();
    ask(NodeRequest.Kind.RELOAD);
    wallMillis = AT;
    turn(Duration.ofSeconds(1));
    assertThat(desk.scheduled()).isNotNull();

    ends(ActResult.Done.of("written"));
    turn(Duration.ofSeconds(1));

    assertThat(Objects.requireNonNull(node.request).kind()).isEqualTo(NodeRequest.Kind.RESTART);
    assertThat(desk.scheduled()).isNull();
  }

  private void schedule() {
    var reply = new CompletableFuture<OperationReply>();
    desk.restart(new RestartRequest(RestartTerms.ANY, AT, "alice"), report(), false, reply);
    assertThat(reply.join()).isInstanceOf(OperationReply.Scheduled.class);
  }

  private CompletableFuture<OperationReply> ask(NodeRequest.Kind kind) {
    var reply = new CompletableFuture<OperationReply>();
    desk.ask(kind, RestartTerms.ANY, false, "bob", reply);
    return reply;
  }

  private void ends(ActResult result) {
    var begun = Objects.requireNonNull(node.request);
    node.request = null;
    desk.ended(begun, result);
  }

  private void turn(Duration later) {
    nanos += later.toNanos();
    desk.turn(new Turn(nanos, log.applied(), log.leadership(), Milestones.NONE), report());
  }

  private MemberReport report() {
    return new MemberReport(
        new MemberId("a"),
        1,
        1,
        role,
        ServerState.RUNNING,
        null,
        null,
        null,
        false,
        null,
        false,
        Epoch.NONE,
        null,
        150018,
        List.of(),
        null,
        Epoch.NONE,
        null,
        false,
        false,
        "test",
        null);
  }

  private static final class NodeThatWaits implements NodeDesk.Node {
    private @Nullable NodeRequest request;

    @Override
    public void request(@Nullable NodeRequest asked) {
      request = asked;
    }

    @Override
    public boolean isWaiting(NodeRequest asked) {
      return asked.equals(request);
    }
  }
}
