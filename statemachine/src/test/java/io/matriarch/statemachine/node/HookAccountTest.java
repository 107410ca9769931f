package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.C;
import static io.matriarch.statemachine.node.NodeFixture.NOW;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.apply;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static io.matriarch.statemachine.node.NodeFixture.member;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.HookResult;
import io.matriarch.statemachine.model.HookRun;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** When what became of the operator's commands goes into the history. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HookAccountTest {
  private static final HookResult STARTED = result("on_start", 1_000);
  private static final HookResult CHANGED = result("on_role_change", 2_000);

  private static HookResult result(String hook, long atMillis) {
    return new HookResult(hook, "primary", "done", atMillis, 84);
  }

  private static Command record(MemberId member, HookResult result) {
    return new Command.RecordHook(new HookRun(member, result));
  }

  /** A primary that renewed just now, in a cluster that may use what is new. */
  private static NodeFixture primary() {
    return ran(
        aNode().holding().primary().applied(new Command.RaiseLevel(2, null)), STARTED, CHANGED);
  }

  /** Has run these commands of the operator's, and tells of them. */
  private static NodeFixture ran(NodeFixture node, HookResult... results) {
    node.hooks = List.of(results);
    return node;
  }

  private static void saysNothing(NodeFixture node) {
    assertThat(node.wants(Duration.ZERO) instanceof Command.RecordHook).isFalse();
  }

  @Test
  void each_is_recorded_once_the_oldest_first() {
    var node = primary();

    assertThat(node.wants(Duration.ZERO)).isEqualTo(record(A, STARTED));
    node.applied(record(A, STARTED));
    assertThat(node.wants(Duration.ZERO)).isEqualTo(record(A, CHANGED));
    node.applied(record(A, CHANGED));
    assertThat(node.wants(Duration.ZERO)).isNull();
  }

  @Test
  void standby_records_its_own() {
    var node =
        aNode()
            .applied(new Command.RaiseLevel(2, null))
            .whileOtherIsPrimary(B)
            .standby(at(1, 1000), true, "b:5432")
            .applied(
                new Command.ConfirmPrimary(B, aNode().state().epoch().next(), 1, null, null, 0));
    ran(node, CHANGED);

    assertThat(node.wants()).isEqualTo(record(A, CHANGED));
  }

  @Test
  void renewal_comes_first() {
    assertThat(primary().wants(Duration.ofMinutes(1))).isInstanceOf(Command.RenewLease.class);
  }

  @Test
  void nothing_is_recorded_while_a_role_moves_or_something_is_under_way() {
    saysNothing(primary().switchoverTo(B));
    saysNothing(primary().noPrimary());
    saysNothing(
        ran(aNode().applied(new Command.RaiseLevel(2, null)).whileOtherIsPrimary(B), CHANGED));
    saysNothing(primary().stoppingFor(Duration.ofSeconds(1)));
    var acting = primary();
    saysNothing(
        acting.remembering(
            m -> m.afterStart(new Decision.Stop("test"), acting.seen().database(), NOW)));
  }

  /** It would take away the way back of an upgrade, and nobody would know why. */
  @Test
  void recording_never_raises_the_level() {
    saysNothing(ran(aNode().holding().primary(), STARTED));
  }

  @Test
  void member_that_was_put_back_to_an_older_version_holds_it_up() {
    var c = member(C);
    var older = new Member(c.id(), c.kind(), c.apiUrl(), c.postgresAddress(), c.tags(), 1);

    saysNothing(primary().applied(new Command.RegisterMember(older)));
  }

  @Test
  void newest_ten_of_each_member_are_kept() {
    var state = aNode().applied(record(B, STARTED)).state();
    for (var next : IntStream.range(0, 30).mapToObj(i -> result("on_reload", i)).toList()) {
      state = apply(state, record(A, next));
    }

    assertThat(state.hooks()).hasSize(11).contains(new HookRun(B, STARTED));
    assertThat(state.hooks().getLast().result().atEpochMillis()).isEqualTo(29);
    assertThat(apply(state, record(B, STARTED))).isSameAs(state);
    assertThat(apply(state, new Command.RemoveMember(B, "gone")).hooks()).hasSize(10);
    assertThat(apply(state, record(new MemberId("stranger"), STARTED))).isSameAs(state);
  }

  @Test
  void long_outcome_is_cut_between_characters() {
    var cut = new HookResult("on_stop", "replica", "\uD83D\uDC18".repeat(400), 0, 0);
    var odd = new HookResult("on_stop", "replica", "x" + cut.outcome(), 0, 0);

    assertThat(cut.outcome()).isEqualTo("\uD83D\uDC18".repeat(150));
    assertThat(odd.outcome()).isEqualTo("x" + "\uD83D\uDC18".repeat(149));
  }
}
