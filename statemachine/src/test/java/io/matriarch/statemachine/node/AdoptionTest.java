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
    return foreign().remembering(m -> m.withAdopting(SYSTEM));
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
    var node = foreign().remembering(m -> m.withAdopting("4711")).primary();

    assertThat(decide(node)).isInstanceOf(Decision.Fence.class);
  }

  /** Else a node could be told to adopt, and go on writing beside the primary that was chosen. */
  @Test
  void order_ends_with_the_first_database_of_the_cluster() {
    var node = NodeFixture.aNode().remembering(m -> m.withAdopting(SYSTEM)).primary();
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
            .remembering(m -> m.withAdopting("4711"))
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

  private static Command wish(NodeFixture node) {
    var seen = new WishSeen(node.seen(), null, ConfigValue.Tree.EMPTY, new PhaseTimes(0, 0, 0), 0);
    return Wishes.next(seen)
        .map(Wishes.Wish::command)
        .orElse(new Command.CancelOperation("none", "nothing wished"));
  }
}
