package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.DataDirectory.ControlState.IN_RECOVERY;
import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.NOW;
import static io.matriarch.statemachine.node.NodeFixture.SYSTEM;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static io.matriarch.statemachine.node.NodeFixture.usable;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.WalPosition;
import java.time.Duration;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReleaseTest {
  private static final Decision PREPARE = new Decision.PrepareHandover("op", "test");

  @Test
  void primary_that_stopped_for_a_hand_over_gives_up_its_lease_and_does_not_start_again() {
    var node = aNode().holding().switchoverTo(B).stoppedInOrderAt(at(1, 1000));

    assertThat(node.wants())
        .isEqualTo(
            new Command.ReleaseLease(
                A, new Epoch(1), 0, false, at(1, 1000), null, "hand-over to b"));
    assertThat(node.decides().decision()).isInstanceOf(Decision.Wait.class);
  }

  @Test
  void candidate_that_said_that_it_is_ready_is_given_the_lease_by_the_release() {
    var node =
        aNode()
            .holding()
            .switchoverTo(B)
            .stoppedInOrderAt(at(1, 1000))
            .hears(standbyAt(at(1, 1000)).readyFor("op").make());

    assertThat(node.wants())
        .isInstanceOfSatisfying(
            Command.ReleaseLease.class,
            r -> assertThat(r.successor()).isEqualTo(new Command.Successor(B, 7)));
  }

  /**
   * Seed 1089015 of the simulator: it took writes, its guard killed it in the middle of the
   * promotion, and started as a standby its control file told of the old timeline. Given up as
   * never promoted, the role went to one that lacked what had been acknowledged.
   */
  @Test
  void server_that_was_told_to_promote_may_have_written_whatever_its_files_say() {
    var node = aNode().standby().noPrimary();
    var epoch = node.state().epoch();
    node.applied(new Command.AssignPrimary(A, 0, epoch, new TreeSet<>(), null, "test"));
    var lease = Objects.requireNonNull(node.state().lease());
    assertThat(ReleaseReason.unopened(node.seen(), lease)).isTrue();

    var promote = new Decision.Promote(lease.epoch(), lease.timeline(), CommitRule.NONE, "test");
    var failed = new ActResult.Failed("the server ended while it was promoted");
    node.remembering(m -> m.afterEnd(promote, failed, node.state(), NOW));
    assertThat(ReleaseReason.unopened(node.seen(), lease)).isFalse();
  }

  @Test
  void agent_that_was_started_anew_sees_a_begun_timeline_by_its_history_file() {
    var node = aNode().standby().noPrimary();
    var epoch = node.state().epoch();
    node.applied(new Command.AssignPrimary(A, 0, epoch, new TreeSet<>(), null, "test"));
    var lease = Objects.requireNonNull(node.state().lease());

    node.answering(answer -> answer.newestTimeline(lease.timeline()));

    assertThat(ReleaseReason.unopened(node.seen(), lease)).isFalse();
  }

  /** The server is down as well: nobody but the directory can tell. */
  @Test
  void history_file_tells_without_a_server_too() {
    var node = aNode().noPrimary();
    var epoch = node.state().epoch();
    node.applied(new Command.AssignPrimary(A, 0, epoch, new TreeSet<>(), null, "test"));
    var lease = Objects.requireNonNull(node.state().lease());
    node.stopped().data(usable(IN_RECOVERY, 1, 1000, true));
    assertThat(ReleaseReason.unopened(node.seen(), lease)).isTrue();

    node.data(
        new DataDirectory.Usable(SYSTEM, IN_RECOVERY, at(1, 1000), true, false, lease.timeline()));

    assertThat(ReleaseReason.unopened(node.seen(), lease)).isFalse();
  }

  /** A forced failover may be to one that has forked. */
  @Test
  void candidate_that_does_not_stream_is_left_to_the_raft_leader() {
    var candidate =
        NodeFixture.report(B, ServerRole.STANDBY, ServerState.RUNNING, at(1, 1000))
            .readyFor("op")
            .make();
    var node = aNode().holding().primary().failoverTo(B).hears(candidate);
    var prepared =
        node.remembering(m -> m.afterEnd(PREPARE, ActResult.Done.of("done"), aNode().state(), NOW));
    assertThat(prepared.decides().decision()).isInstanceOf(Decision.Stop.class);

    assertThat(prepared.stoppedInOrderAt(at(1, 1000)).wants())
        .isInstanceOfSatisfying(
            Command.ReleaseLease.class, r -> assertThat(r.successor()).isNull());
  }

  /** Or the role would go to an agent that has just been paused, and nobody writes for a lease. */
  @Test
  void primary_goes_on_until_the_candidate_says_that_it_is_ready() {
    var node =
        aNode()
            .holding()
            .primary()
            .switchoverTo(B)
            .remembering(m -> m.afterEnd(PREPARE, ActResult.Done.of("done"), aNode().state(), NOW));

    node.hears(standbyAt(at(1, 1000)).make());
    assertThat(node.decides().decision()).isInstanceOf(Decision.Wait.class);
    node.hears(standbyAt(at(1, 1000)).readyFor("another").make());
    assertThat(node.decides().decision()).isInstanceOf(Decision.Wait.class);

    node.hears(standbyAt(at(1, 1000)).readyFor("op").make());
    assertThat(node.decides().decision()).isInstanceOf(Decision.Stop.class);
  }

  private static ReportFixture standbyAt(WalPosition position) {
    return NodeFixture.report(B, ServerRole.STANDBY, ServerState.STREAMING, position);
  }

  @Test
  void node_that_asked_to_be_relieved_does_not_start_before_a_newer_renewal() {
    var node =
        aNode()
            .holding()
            .switchoverTo(B)
            .stoppedInOrderAt(at(1, 1000))
            .askedToRelease()
            .applied(new Command.CancelOperation("op", "changed mind"));

    assertThat(node.decides().decision()).isInstanceOf(Decision.Wait.class);
    assertThat(node.wants(Duration.ofSeconds(2))).isInstanceOf(Command.RenewLease.class);
    node.applied(
        new Command.RenewLease(A, new Epoch(1), 0, node.state().config().ttl(), true, null));
    assertThat(node.decides().decision()).isInstanceOf(Decision.StartPrimary.class);
  }

  @Test
  void holder_whose_agent_stops_does_not_start_the_server_that_it_releases() {
    var node = aNode().holding().stoppingFor(Duration.ofSeconds(1)).stopped();

    assertThat(node.wants()).isInstanceOf(Command.ReleaseLease.class);
    assertThat(node.decides().decision()).isInstanceOf(Decision.Wait.class);
  }

  @Test
  void server_that_runs_is_not_released() {
    var node = aNode().holding().stoppingFor(Duration.ofSeconds(60)).primary();

    assertThat(node.wants(Duration.ZERO)).isNull();
  }
}
