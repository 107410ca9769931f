package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.TimelineHistory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CarryOutRequestTest {
  @Test
  void primary_is_restarted_under_its_lease() {
    assertThat(asked(aNode().primary().holding(), NodeRequest.Kind.RESTART).decides().decision())
        .isInstanceOfSatisfying(
            Decision.RestartPrimary.class,
            d -> {
              assertThat(d.epoch()).isEqualTo(new Epoch(1));
              assertThat(d.within()).isEqualTo(Duration.ofSeconds(7));
            });
  }

  @Test
  void primary_whose_lease_is_about_to_end_is_not_restarted() {
    assertThat(
            asked(aNode().primary().holding(Duration.ofMillis(100)), NodeRequest.Kind.RESTART)
                .decides()
                .decision())
        .isNotInstanceOf(Decision.RestartPrimary.class);
  }

  @Test
  void standby_is_restarted_and_follows_whom_it_followed() {
    assertThat(asked(standby(), NodeRequest.Kind.RESTART).decides().decision())
        .isEqualTo(
            new Decision.RestartStandby(
                "b:5432", Duration.ofSeconds(7), "restart asked for by alice"));
  }

  @Test
  void nothing_is_restarted_in_the_middle_of_a_hand_over() {
    assertThat(
            asked(aNode().primary().holding().switchoverTo(B), NodeRequest.Kind.RESTART)
                .decides()
                .rule())
        .isNotEqualTo("CarryOutRequest");
  }

  @Test
  void standby_is_stopped_before_its_data_is_thrown_away() {
    assertThat(asked(standby(), NodeRequest.Kind.REINITIALIZE).decides().decision())
        .isInstanceOf(Decision.Stop.class);
    assertThat(asked(standby().stopped(), NodeRequest.Kind.REINITIALIZE).decides().decision())
        .isEqualTo(new Decision.DiscardData("b:5432", "reinitialization asked for by alice"));
  }

  @Test
  void no_data_is_thrown_away_without_a_running_primary_to_copy_from() {
    var alone = aNode().standby(at(1, 1000), true, "b:5432").whileOtherIsPrimary(B);
    assertThat(asked(alone, NodeRequest.Kind.REINITIALIZE).decides().rule())
        .isNotEqualTo("CarryOutRequest");
    assertThat(asked(aNode().primary().holding(), NodeRequest.Kind.REINITIALIZE).decides().rule())
        .isNotEqualTo("CarryOutRequest");
  }

  private static NodeFixture standby() {
    return aNode()
        .standby(at(1, 1000), true, "b:5432")
        .whileOtherIsPrimary(B)
        .hearsPrimary(B, TimelineHistory.of(1), true);
  }

  private static NodeFixture asked(NodeFixture node, NodeRequest.Kind kind) {
    assertThat(node.seen().id()).isEqualTo(A);
    return node.remembering(m -> m.withRequest(new NodeRequest("r", kind, 7_000, false, "alice")));
  }
}
