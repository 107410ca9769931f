package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.Epoch;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReleaseTest {
  @Test
  void primary_that_stopped_for_a_hand_over_gives_up_its_lease_and_does_not_start_again() {
    var node = aNode().holding().switchoverTo(B).stoppedInOrderAt(at(1, 1000));

    assertThat(node.wants())
        .isEqualTo(
            new Command.ReleaseLease(A, new Epoch(1), 0, false, at(1, 1000), "hand-over to b"));
    assertThat(node.decides().decision()).isInstanceOf(Decision.Wait.class);
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
