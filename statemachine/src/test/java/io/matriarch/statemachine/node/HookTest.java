package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.NOW;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static io.matriarch.statemachine.node.NodeFixture.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.TimelineHistory;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What follows when a command of the operator's refuses, and when a node is drained. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HookTest {
  private static final ActResult VETO = new ActResult.Vetoed("pre_promote refused with code 1");

  private static NodeFixture refused(Decision decision, NodeFixture node) {
    return node.remembering(
        m ->
            m.afterStart(decision, node.seen().database(), NOW)
                .afterEnd(decision, VETO, node.state(), NOW));
  }

  @Test
  void refused_promotion_gives_the_role_back_and_others_are_asked_first() {
    var promote = new Decision.Promote(new Epoch(1), 2, CommitRule.NONE, "test");
    var node = refused(promote, aNode().holding().standby().answering(AnswerFixture::cut));
    node.remembering(
        m ->
            m.afterLook(
                node.seen().database(), node.state(), true, NOW - Duration.ofSeconds(1).toNanos()));

    assertThat(node.decides().decision()).isInstanceOf(Decision.Wait.class);
    assertThat(node.wants(Duration.ZERO))
        .isInstanceOfSatisfying(
            Command.ReleaseLease.class, r -> assertThat(r.reason()).contains("pre_promote"));
    assertThat(node.seen().memory().unwilling(NOW)).contains("pre_promote");
    assertThat(node.seen().memory().unwilling(NOW + Duration.ofMinutes(1).toNanos())).isNull();
  }

  @Test
  void refused_stop_ends_the_hand_over_and_the_primary_stays() {
    var node = refused(new Decision.Stop("test"), aNode().holding().primary().switchoverTo(B));

    assertThat(node.wants(Duration.ZERO)).isInstanceOf(Command.CancelOperation.class);
    assertThat(node.decides().decision()).isNotInstanceOf(Decision.Fence.class);
  }

  @Test
  void agent_that_stops_is_not_held_up_by_a_refusal() {
    var stopping =
        aNode()
            .whileOtherIsPrimary(B)
            .standby(at(1, 1000), true, "b:5432")
            .stoppingFor(Duration.ofSeconds(1));

    assertThat(stopping.decides().decision())
        .isEqualTo(new Decision.Stop("the agent is stopping", false));
  }

  @Test
  void drained_primary_hands_over_to_who_is_not_drained_itself() {
    var drained =
        aNode()
            .holding()
            .primary()
            .hears(
                report(A, ServerRole.PRIMARY, ServerState.RUNNING, at(1, 1000)).drained().make());
    var streams = report(B, ServerRole.STANDBY, ServerState.STREAMING, at(1, 1000));

    assertThat(drained.wants(Duration.ZERO)).isNull();
    assertThat(drained.hears(streams.make()).wants(Duration.ZERO))
        .isInstanceOf(Command.RequestOperation.class);
    assertThat(drained.hears(streams.drained().make()).wants(Duration.ZERO)).isNull();
  }

  private static NodeFixture drainedBesideOneThatStreams() {
    return aNode()
        .holding()
        .primary()
        .hears(report(A, ServerRole.PRIMARY, ServerState.RUNNING, at(1, 1000)).drained().make())
        .hears(report(B, ServerRole.STANDBY, ServerState.STREAMING, at(1, 1000)).make());
  }

  /** A pause moves nothing, an operation is not interrupted, and nobody hands over what it lost. */
  @Test
  void drained_primary_does_not_hand_over_whatever_else_goes_on() {
    var leaving = report(B, ServerRole.STANDBY, ServerState.STREAMING, at(1, 1000)).stopping();

    assertThat(handsOver(drainedBesideOneThatStreams())).isTrue();
    assertThat(handsOver(drainedBesideOneThatStreams().paused(true))).isFalse();
    assertThat(handsOver(drainedBesideOneThatStreams().switchoverTo(B))).isFalse();
    assertThat(handsOver(drainedBesideOneThatStreams().holding(Duration.ofMillis(100)))).isFalse();
    assertThat(handsOver(drainedBesideOneThatStreams().hears(leaving.make()))).isFalse();
  }

  /** One that failed would be asked for again without an end. */
  @Test
  void drained_primary_hands_over_once_in_each_epoch() {
    var node = drainedBesideOneThatStreams();
    var asked = (Command.RequestOperation) Objects.requireNonNull(node.wants(Duration.ZERO));
    node.applied(asked).applied(new Command.CancelOperation(asked.operationId(), "nobody"));

    assertThat(handsOver(node)).isFalse();
  }

  private static boolean handsOver(NodeFixture node) {
    return node.wants(Duration.ZERO) instanceof Command.RequestOperation;
  }

  @Test
  void commits_do_not_wait_for_who_is_drained() {
    var primary =
        aNode()
            .configured("synchronous_mode", new ConfigValue.Text("quorum"))
            .holding()
            .primary()
            .answering(a -> a.streams(B, 1000))
            .hears(
                report(B, ServerRole.STANDBY, ServerState.STREAMING, at(1, 1000)).drained().make());
    var seen = primary.seen();

    assertThat(SyncTarget.of(seen, Objects.requireNonNull(seen.database().answer())).rule().names())
        .isEmpty();
  }

  @Test
  void standby_is_restarted_once_commits_do_not_wait_for_it_or_after_a_while() {
    assertThat(restartAskedFor(Duration.ofSeconds(1)).decides().decision())
        .isInstanceOf(Decision.Wait.class);
    assertThat(restartAskedFor(Duration.ofSeconds(6)).decides().decision())
        .isInstanceOf(Decision.RestartStandby.class);
  }

  private static NodeFixture restartAskedFor(Duration since) {
    var node =
        aNode()
            .configured("synchronous_mode", new ConfigValue.Text("quorum"))
            .whileOtherIsPrimary(B)
            .promising(1, A)
            .standby(at(1, 1000), true, "b:5432")
            .hearsPrimary(B, TimelineHistory.of(1), true);
    return node.remembering(
        m ->
            m.withRequest(
                new NodeRequest(
                    "r", NodeRequest.Kind.RESTART, 0, false, "test", NOW - since.toNanos())));
  }

  @Test
  void data_that_commits_were_counted_on_is_not_replaced_by_a_backup() {
    var empty = new DataDirectory.Empty(true);
    var counted =
        aNode()
            .configured("synchronous_mode", new ConfigValue.Text("quorum"))
            .whileOtherIsPrimary(B)
            .promising(1, A)
            .noPrimary()
            .stopped()
            .data(empty);
    var last = aNode().noPrimary().stopped().data(empty);
    var free = aNode().whileOtherIsPrimary(B).noPrimary().stopped().data(empty);
    var led = aNode().whileOtherIsPrimary(B).stopped().data(empty);

    assertThat(counted.decides().decision()).isInstanceOf(Decision.Wait.class);
    assertThat(last.decides().decision()).isInstanceOf(Decision.Wait.class);
    assertThat(led.decides().decision()).isInstanceOf(Decision.Wait.class);
    assertThat(free.decides().decision())
        .isInstanceOfSatisfying(Decision.Clone.class, c -> assertThat(c.address()).isEmpty());
    assertThat(free.data(new DataDirectory.Empty()).decides().decision())
        .isInstanceOf(Decision.Wait.class);
  }
}
