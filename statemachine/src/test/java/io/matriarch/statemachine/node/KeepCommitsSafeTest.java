package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.C;
import static io.matriarch.statemachine.node.NodeFixture.NOW;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.SyncSet;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeepCommitsSafeTest {
  private static final String BOTH = "ANY 1 (\"b\", \"c\")";

  private static NodeFixture primary() {
    return aNode()
        .configured("synchronous_mode", new ConfigValue.Text("quorum"))
        .holding()
        .primary();
  }

  private static NodeFixture streaming(NodeFixture node) {
    return heard(node.answering(a -> a.streams(B, 1000).streams(C, 1000)), 1);
  }

  /** Both say that they are on this timeline. */
  private static NodeFixture heard(NodeFixture node, int timeline) {
    for (var id : List.of(B, C)) {
      node.hears(
          NodeFixture.report(id, ServerRole.STANDBY, ServerState.STREAMING, at(timeline, 1000))
              .make());
    }
    return node;
  }

  /** The rule has been in effect for so long that all before it is known. */
  private static NodeFixture settled(NodeFixture node) {
    var seen = node.seen().database();
    var early =
        new DatabaseSeen(
            seen.data(),
            seen.process(),
            seen.processSinceNanos(),
            false,
            seen.answer(),
            NOW - Duration.ofSeconds(2).toNanos(),
            null,
            Epoch.NONE,
            1);
    return node.remembering(
        m ->
            m.afterLook(early, node.state(), true, NOW - Duration.ofSeconds(2).toNanos())
                .afterLook(seen, node.state(), true, NOW));
  }

  /** Its standbys are adopted after it; until then it must not be alone with what it says. */
  @Test
  void adopted_primary_goes_on_waiting_for_whom_it_waited_for_before() {
    var found = primary().promising(0).answering(a -> a.foreignRule("n2"));
    assertThat(decidesFound(found)).isInstanceOf(Decision.Wait.class);
    assertThat(decidesFound(found).reason()).contains("'n2'");

    var adopted = streaming(primary().promising(0)).answering(a -> a.foreignRule("n2"));
    assertThat(decidesFound(adopted))
        .isEqualTo(
            new Decision.ApplySync(
                new CommitRule(1, List.of(B, C), false),
                "commits must wait for " + BOTH + ", as is promised"));
  }

  /** Somebody else started it: no file of the agent's is there. */
  private static Decision decidesFound(NodeFixture node) {
    var s = node.seen();
    var d = s.database();
    var database =
        new DatabaseSeen(
            d.data(),
            d.process(),
            d.processSinceNanos(),
            false,
            d.answer(),
            d.answeredNanos(),
            null,
            Epoch.NONE,
            0);
    return NodeTable.decide(
            new NodeSeen(
                s.self(), s.state(), s.held(), database, s.reports(), s.memory(), null, NOW))
        .decision();
  }

  @Test
  void found_rule_holds_up_no_commit_for_long() {
    var found = primary().promising(0).answering(a -> a.foreignRule("n2"));
    for (int i = 0; i < 40; i++) {
      var lease = Objects.requireNonNull(found.state().lease());
      found.applied(
          new Command.RenewLease(A, lease.epoch(), lease.renewal(), lease.ttl(), true, null));
    }

    assertThat(decidesFound(found)).isInstanceOf(Decision.ApplySync.class);
  }

  @Test
  void rule_comes_first_and_the_promise_when_what_was_committed_before_is_safe_too() {
    var fresh = streaming(primary());
    assertThat(fresh.decides().decision())
        .isInstanceOfSatisfying(
            Decision.ApplySync.class, d -> assertThat(d.rule().text()).isEqualTo(BOTH));

    var applied = streaming(primary()).answering(a -> a.rule(BOTH));
    assertThat(applied.wants(Duration.ZERO)).isNull();
    assertThat(settled(applied).wants(Duration.ZERO))
        .isInstanceOfSatisfying(
            Command.ChangeSync.class,
            c -> assertThat(c.next()).isEqualTo(new SyncSet(new TreeSet<>(List.of(B, C)), 1)));
  }

  @Test
  void standbys_that_lag_do_not_make_a_promise_true() {
    var lagging = heard(primary().answering(a -> a.rule(BOTH).streams(B, 10).streams(C, 10)), 1);

    assertThat(settled(lagging).wants(Duration.ZERO)).isNull();
  }

  @Test
  void standby_with_a_history_of_its_own_is_not_waited_for() {
    var forked = heard(primary().answering(a -> a.streams(B, 1000).streams(C, 1000)), 2);

    assertThat(forked.decides().decision()).isNotInstanceOf(Decision.ApplySync.class);
  }

  @Test
  void rule_after_none_counts_only_once_the_checkpointer_has_read_it() {
    var busy = streaming(primary()).answering(a -> a.rule(BOTH).checkpointerBusy());
    assertThat(settled(busy).wants(Duration.ZERO)).isNull();

    var idle = streaming(primary()).answering(a -> a.rule(BOTH));
    assertThat(settled(idle).wants(Duration.ZERO)).isInstanceOf(Command.ChangeSync.class);
  }

  @Test
  void lost_standbys_are_dropped_from_the_promise_first() {
    var alone =
        primary()
            .promising(1, B, C)
            .answering(a -> a.rule(BOTH))
            .remembering(
                m ->
                    m.afterLook(
                        primary().seen().database(),
                        primary().state(),
                        true,
                        NOW - Duration.ofSeconds(3).toNanos()));

    assertThat(alone.decides().decision()).isNotInstanceOf(Decision.ApplySync.class);
    assertThat(alone.wants(Duration.ZERO))
        .isInstanceOfSatisfying(
            Command.ChangeSync.class, c -> assertThat(c.next()).isEqualTo(SyncSet.PRIMARY_ALONE));
  }

  @Test
  void rule_of_somebody_else_is_replaced_by_the_one_that_keeps_the_promise() {
    var foreign = streaming(primary().promising(1, B, C)).answering(a -> a.rule("*"));

    assertThat(foreign.decides().decision())
        .isInstanceOfSatisfying(
            Decision.ApplySync.class, d -> assertThat(d.rule().text()).isEqualTo(BOTH));
  }

  @Test
  void rule_that_waits_for_a_reload_is_no_ground_for_a_promise() {
    var half = streaming(primary()).answering(a -> a.rule(BOTH).ruleOnDisk(""));

    assertThat(settled(half).wants(Duration.ZERO)).isNull();
  }

  @Test
  void nothing_is_changed_while_a_change_may_be_on_its_way() {
    var node = streaming(primary().promising(1, B, C)).answering(a -> a.rule("ANY 1 (\"b\")"));
    var lease = node.seen().ownLease().orElseThrow();
    var sent =
        node.remembering(
            m ->
                m.afterProposal(
                    new Command.ChangeSync(
                        A, lease.epoch(), lease.renewal(), null, SyncSet.PRIMARY_ALONE)));

    assertThat(sent.decides().decision()).isNotInstanceOf(Decision.ApplySync.class);
    var renewed =
        sent.applied(
            new Command.RenewLease(A, lease.epoch(), lease.renewal(), lease.ttl(), true, null));
    assertThat(renewed.decides().decision()).isInstanceOf(Decision.ApplySync.class);
  }

  @Test
  void answer_from_before_the_last_change_of_the_rule_is_not_believed() {
    var act = new Decision.ApplySync(CommitRule.NONE, "test");
    var node =
        settled(streaming(primary()).answering(a -> a.rule(BOTH)))
            .remembering(
                m ->
                    m.afterStart(act, primary().seen().database(), NOW)
                        .afterEnd(act, ActResult.Done.of("x"), primary().state(), NOW + 1));

    assertThat(node.wants(Duration.ZERO)).isNull();
  }

  @Test
  void strict_mode_waits_rather_than_be_alone() {
    var strict = primary().configured("synchronous_mode_strict", new ConfigValue.Flag(true));

    assertThat(strict.decides().decision())
        .isInstanceOfSatisfying(
            Decision.ApplySync.class, d -> assertThat(d.rule().text()).isEqualTo(BOTH));
  }

  @Test
  void process_that_did_not_renew_itself_changes_nothing() {
    assertThat(streaming(primary()).holdingUnproven().decides().decision())
        .isNotInstanceOf(Decision.ApplySync.class);
  }
}
