package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.NOW;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Epoch;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FencingTest {
  private static final Decision.Promote PROMOTE =
      new Decision.Promote(new Epoch(1), 2, CommitRule.NONE, "test");

  @Test
  void primary_without_a_lease_is_fenced() {
    assertThat(aNode().primary().decides().rule()).isEqualTo("FenceWithoutLease");
    assertThat(aNode().primary().holding().decides().decision())
        .isNotInstanceOf(Decision.Fence.class);
  }

  @Test
  void primary_is_fenced_before_its_own_count_ends_and_the_fence_is_over_before_the_guard() {
    var decision = aNode().primary().holding(Duration.ofMillis(900)).decides().decision();

    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Fence.class, f -> assertThat(f.within()).isEqualTo(Duration.ofMillis(500)));
  }

  @Test
  void primary_is_fenced_when_its_epoch_has_ended_or_another_has_begun() {
    assertThat(aNode().holding().primary().noPrimary().decides().rule())
        .isEqualTo("FenceWithoutLease");
    assertThat(aNode().holding().primary().whileOtherIsPrimary(B).decides().rule())
        .isEqualTo("FenceWithoutLease");
  }

  @Test
  void standby_that_was_told_to_promote_is_fenced_like_a_primary() {
    var node =
        aNode()
            .standby()
            .remembering(
                m -> m.afterStart(PROMOTE, aNode().standby().seen().database(), NodeFixture.NOW));

    assertThat(node.decides().rule()).isEqualTo("FenceWithoutLease");
    assertThat(aNode().noPrimary().standby().decides().decision())
        .isNotInstanceOf(Decision.Fence.class);
  }

  @Test
  void running_act_does_not_delay_a_fence_and_a_running_fence_is_left_alone() {
    assertThat(aNode().primary().running(new Decision.Checkpoint("x")).decides().decision())
        .isInstanceOf(Decision.Fence.class);
    assertThat(
            aNode()
                .primary()
                .running(new Decision.Fence(Duration.ofMillis(50), false, "x"))
                .decides()
                .rule())
        .isEqualTo("FinishFence");
  }

  @Test
  void primary_that_does_not_answer_for_a_whole_lease_gives_up_its_role() {
    assertThat(
            aNode().holding().primary().unansweredFor(Duration.ofSeconds(6)).decides().decision())
        .isInstanceOfSatisfying(Decision.Fence.class, f -> assertThat(f.givesUp()).isTrue());
    assertThat(
            aNode().holding().primary().unansweredFor(Duration.ofSeconds(4)).decides().decision())
        .isNotInstanceOf(Decision.Fence.class);
  }

  @Test
  void holder_whose_promotion_fails_for_too_long_gives_up_its_role() {
    var node =
        aNode()
            .holding()
            .standby()
            .remembering(
                m ->
                    m.afterLook(
                            aNode().standby().seen().database(),
                            aNode().state(),
                            true,
                            NOW - Duration.ofSeconds(61).toNanos())
                        .afterEnd(
                            PROMOTE,
                            new ActResult.Failed("no answer"),
                            aNode().state(),
                            NOW - Duration.ofSeconds(31).toNanos()));

    assertThat(node.decides().rule()).isEqualTo("FenceUnresponsive");
  }

  @Test
  void holder_promotes_only_by_the_log_and_by_its_own_count() {
    var reserved = new Command.ReserveTimeline(NodeFixture.A, new Epoch(1), 1);
    assertThat(aNode().applied(reserved).holding().standby().decides().decision())
        .isInstanceOf(Decision.Promote.class);
    assertThat(aNode().standby().decides().decision()).isInstanceOf(Decision.Wait.class);
    assertThat(aNode().noPrimary().holding().standby().decides().decision())
        .isNotInstanceOf(Decision.Promote.class);
  }

  @Test
  void stopped_holder_starts_only_with_the_lease_in_hand() {
    assertThat(aNode().holding().decides().decision()).isInstanceOf(Decision.StartPrimary.class);
    assertThat(aNode().decides().decision()).isInstanceOf(Decision.Wait.class);
    assertThat(aNode().wants()).isInstanceOf(Command.RenewLease.class);
  }

  @Test
  void agent_that_took_a_count_over_uses_more_of_it_and_still_ends_before_its_guard() {
    var left = Duration.ofMillis(601);
    assertThat(aNode().primary().holdingUnproven(left).decides().decision())
        .isNotInstanceOf(Decision.Fence.class);
    assertThat(aNode().primary().holding(left).decides().decision())
        .isInstanceOf(Decision.Fence.class);
    assertThat(aNode().primary().holdingUnproven(left.minusMillis(1)).decides().decision())
        .isInstanceOfSatisfying(
            Decision.Fence.class, f -> assertThat(f.within()).isEqualTo(Duration.ofMillis(200)));
  }
}
