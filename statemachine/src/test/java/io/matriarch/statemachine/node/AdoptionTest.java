package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.SYSTEM;
import static io.matriarch.statemachine.node.NodeFixture.apply;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.PhaseTimes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that somebody else started, before and while it becomes the cluster's. */
class AdoptionTest {
  private static ClusterState noDatabase() {
    var state = ClusterState.EMPTY;
    for (var id : List.of(A, B)) {
      state = apply(state, new Command.RegisterMember(NodeFixture.member(id)));
    }
    return state;
  }

  private static NodeFixture foreign() {
    return NodeFixture.aNode().state(s -> noDatabase());
  }

  private static NodeFixture ordered() {
    return foreign().remembering(m -> m.withAdopting(new Adoption(SYSTEM)));
  }

  private static Decision decide(NodeFixture node) {
    return NodeTable.decide(node.seen()).decision();
  }

  @Test
  void running_primary_goes_on_until_the_cluster_has_taken_it() {
    assertThat(decide(ordered().primary())).isInstanceOf(Decision.Wait.class);
  }

  @Test
  void without_an_order_who_takes_writes_without_a_lease_is_fenced() {
    assertThat(decide(foreign().primary())).isInstanceOf(Decision.Fence.class);
  }

  @Test
  void order_for_another_database_counts_for_nothing() {
    var node = foreign().remembering(m -> m.withAdopting(new Adoption("4711"))).primary();

    assertThat(decide(node)).isInstanceOf(Decision.Fence.class);
  }

  /** Else a node could be told to adopt, and go on writing beside the primary that was chosen. */
  @Test
  void order_ends_with_the_first_database_of_the_cluster() {
    var node = NodeFixture.aNode().remembering(m -> m.withAdopting(new Adoption(SYSTEM))).primary();
    assertThat(decide(node)).isInstanceOf(Decision.Fence.class);
    assertThat(decide(node.holding())).isNotInstanceOf(Decision.Fence.class);
    assertThat(decide(node.whileOtherIsPrimary(B))).isInstanceOf(Decision.Fence.class);
  }

  /** The file names the wrong cluster, or the wrong directory: it is none of its business. */
  @Test
  void database_of_another_cluster_is_left_alone() {
    var state = NodeFixture.cluster();
    var node =
        NodeFixture.aNode()
            .state(s -> state)
            .data(
                new DataDirectory.Usable(
                    "4711", DataDirectory.ControlState.IN_PRODUCTION, NodeFixture.at(1, 1), false))
            .remembering(m -> m.withAdopting(new Adoption("4711")))
            .primary();

    assertThat(decide(node)).isInstanceOf(Decision.Wait.class);
  }

  @Test
  void agent_that_stops_before_leaves_the_server_running() {
    assertThat(decide(ordered().primary().stoppingFor(Duration.ofSeconds(30))))
        .isInstanceOf(Decision.Wait.class);
  }

  /** Its primary may be alive and would go on: two primaries of one history. */
  @Test
  void standby_is_never_offered_as_the_first_database() {
    var node =
        ordered().standby().applied(new Command.BeginBootstrap("bootstrap-1", A, "brings it"));

    assertThat(wish(node)).isNotInstanceOf(Command.CompleteBootstrap.class);
    assertThat(wish(node.primary())).isInstanceOf(Command.CompleteBootstrap.class);
  }

  /** What the cluster may have taken already is no foreign server any more. */
  @Test
  void offered_server_writes_no_longer_than_the_lease_that_would_come_of_it() {
    var offered = foreign().remembering(m -> m.withAdopting(new Adoption(SYSTEM, null, true)));

    assertThat(decide(offered.primary())).isInstanceOf(Decision.Fence.class);
    assertThat(counting(offered, Duration.ofSeconds(4))).isNotInstanceOf(Decision.Fence.class);
    assertThat(counting(offered, Duration.ofMillis(500))).isInstanceOf(Decision.Fence.class);
  }

  /** Nor does one that an earlier agent had offered, whose guard counts still. */
  @Test
  void inherited_count_is_stronger_than_the_order() {
    var node = ordered().primary();

    assertThat(counting(node, Duration.ofSeconds(4))).isInstanceOf(Decision.Wait.class);
    assertThat(counting(node, Duration.ofMillis(500))).isInstanceOf(Decision.Fence.class);
  }

  /** A busy host: pg_controldata took too long. The order was given to this very process. */
  @Test
  void files_that_cannot_be_read_for_a_moment_end_no_server() {
    var unreadable = ordered().primary().data(new DataDirectory.Unusable("took too long"));
    assertThat(decide(unreadable)).isInstanceOf(Decision.Wait.class);

    var unfinished = ordered().primary().data(new DataDirectory.Unfinished("clone"));
    assertThat(decide(unfinished)).isInstanceOf(Decision.Wait.class);
    assertThat(decide(task(unfinished))).isInstanceOf(Decision.Wait.class);
  }

  @Test
  void nothing_is_offered_before_its_guard_is_there() {
    var obstacle = new Adoption(SYSTEM, "its guard is not ready", false);
    var node = task(foreign().remembering(m -> m.withAdopting(obstacle)).primary());

    assertThat(wish(node)).isNotInstanceOf(Command.CompleteBootstrap.class);
    assertThat(decide(node).reason()).contains("its guard is not ready");
  }

  /** It was stopped in a pause of its manager's; its primary writes elsewhere. */
  @Test
  void standby_that_is_stopped_or_silent_is_never_offered() {
    var standby = NodeFixture.usable(DataDirectory.ControlState.IN_RECOVERY, 1, 1000, true);
    var stopped = task(foreign().data(standby));
    var primary = NodeFixture.usable(DataDirectory.ControlState.SHUT_DOWN, 1, 1000, false);
    var starting =
        task(ordered()).process(DatabaseSeen.Process.STARTING, Duration.ofSeconds(1)).data(primary);

    assertThat(wish(stopped)).isNotInstanceOf(Command.CompleteBootstrap.class);
    assertThat(wish(starting)).isNotInstanceOf(Command.CompleteBootstrap.class);
    assertThat(wish(task(foreign().data(primary)))).isInstanceOf(Command.CompleteBootstrap.class);
  }

  @Test
  void server_that_nobody_ordered_is_never_offered() {
    assertThat(wish(task(foreign().primary()))).isNotInstanceOf(Command.CompleteBootstrap.class);
  }

  /** Of the lease that would come of an offer so much is left. */
  private static Decision counting(NodeFixture node, Duration left) {
    var s = node.seen();
    var held = new HeldLease(s.state().epoch().next(), NodeFixture.NOW + left.toNanos(), false);
    return NodeTable.decide(
            new NodeSeen(
                s.self(),
                s.state(),
                held,
                s.database(),
                s.reports(),
                s.memory(),
                null,
                s.nowNanos()))
        .decision();
  }

  private static NodeFixture task(NodeFixture node) {
    return node.applied(new Command.BeginBootstrap("bootstrap-1", A, "brings it"));
  }

  private static Command wish(NodeFixture node) {
    var seen =
        new WishSeen(
            node.seen(), null, ConfigValue.Tree.EMPTY, new PhaseTimes(0, 0, 0), 0, List.of());
    return Wishes.next(seen)
        .map(Wishes.Wish::command)
        .orElse(new Command.CancelOperation("none", "nothing wished"));
  }
}
