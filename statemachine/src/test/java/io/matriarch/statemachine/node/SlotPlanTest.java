package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.C;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static io.matriarch.statemachine.node.NodeFixture.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.ConfigValue.Text;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.SlotSeen;
import io.matriarch.statemachine.model.TimelineHistory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SlotPlanTest {
  private static NodeFixture standbyOfB() {
    return aNode()
        .whileOtherIsPrimary(B)
        .standby(at(1, 1000), true, "b:5432")
        .hearsPrimary(B, TimelineHistory.of(1), true);
  }

  private static NodeFixture withPermanent(NodeFixture node, String slot) {
    return node.configured(
        "slots",
        new Tree(
            new TreeMap<>(
                Map.of(slot, Tree.EMPTY.with("type", new ConfigValue.Text("physical"))))));
  }

  private static List<String> names(NodeSeen seen) {
    return SlotPlan.of(seen).wanted().stream().map(SlotWish::name).toList();
  }

  @Test
  void primary_has_a_slot_for_every_member_that_is_heard() {
    var node =
        aNode()
            .holding()
            .primary()
            .hears(report(B, ServerRole.STANDBY, ServerState.STREAMING, at(1, 900)).make());

    assertThat(names(node.seen())).containsExactly("b");
  }

  @Test
  void standby_has_them_too_so_that_a_failover_keeps_them() {
    var node =
        standbyOfB().hears(report(C, ServerRole.STANDBY, ServerState.STREAMING, at(1, 900)).make());

    var plan = SlotPlan.of(node.seen());

    assertThat(plan.side()).isEqualTo(SlotPlan.Side.STANDBY);
    assertThat(plan.wanted())
        .containsExactly(
            SlotWish.ofMember("b", new Lsn(2000), true),
            SlotWish.ofMember("c", new Lsn(900), false));
  }

  @Test
  void slot_of_a_member_on_another_timeline_is_not_advanced() {
    var node =
        standbyOfB().hears(report(C, ServerRole.STANDBY, ServerState.STREAMING, at(2, 900)).make());

    assertThat(SlotPlan.of(node.seen()).wanted()).contains(SlotWish.ofMember("c", null, false));
  }

  @Test
  void nothing_is_changed_while_an_act_runs_or_roles_change() {
    var running = aNode().holding().primary().running(new Decision.Checkpoint("test"));
    var moving = aNode().holding().primary().switchoverTo(B);
    var vacant = aNode().noPrimary().standby();
    var doubtful = aNode().primary().holding(Duration.ofMillis(100));

    for (var node : List.of(running, moving, vacant, doubtful)) {
      assertThat(SlotPlan.of(node.seen()).side()).isEqualTo(SlotPlan.Side.UNSURE);
    }
  }

  @Test
  void plan_is_void_under_another_epoch() {
    var before = SlotPlan.of(standbyOfB().seen());
    var after = SlotPlan.of(standbyOfB().whileOtherIsPrimary(C).seen());

    assertThat(before.holdsUnder(before)).isTrue();
    assertThat(before.holdsUnder(after)).isFalse();
    assertThat(SlotPlan.NONE.holdsUnder(SlotPlan.NONE)).isFalse();
  }

  @Test
  void permanent_slot_of_a_standby_goes_as_far_as_that_of_the_primary() {
    var node =
        withPermanent(
            standbyOfB()
                .hears(
                    report(B, ServerRole.PRIMARY, ServerState.RUNNING, at(1, 2000))
                        .history(TimelineHistory.of(1))
                        .heldEpoch(standbyOfB().state().epoch())
                        .slots("archive")
                        .make()),
            "archive");

    assertThat(SlotPlan.of(node.seen()).wanted())
        .anySatisfy(
            w -> {
              assertThat(w.name()).isEqualTo("archive");
              assertThat(w.advanceTo()).isEqualTo(new Lsn(500));
            });
  }

  @Test
  void permanent_slot_called_like_this_node_is_not_made_on_it() {
    assertThat(names(withPermanent(aNode().holding().primary(), "a").seen())).isEmpty();
  }

  @Test
  void standby_streams_through_its_slot_only_where_its_source_has_one() {
    var without = standbyOfB().hears(primaryWith("c"));
    var with = standbyOfB().hears(primaryWith("a"));

    assertThat(SlotPlan.of(without.seen()).through()).containsEntry("b:5432", "");
    assertThat(without.decides().decision()).isInstanceOf(Decision.Wait.class);
    assertThat(SlotPlan.of(with.seen()).through()).containsEntry("b:5432", "a");
    assertThat(with.decides().decision()).isInstanceOf(Decision.ApplyParameters.class);
    assertThat(with.answering(a -> a.slot("a")).decides().decision())
        .isInstanceOf(Decision.Wait.class);
  }

  @Test
  void standby_leaves_a_slot_that_is_gone_and_keeps_one_nobody_speaks_of() {
    var gone = standbyOfB().hears(primaryWith()).answering(a -> a.slot("a"));
    var silent = standbyOfB().answering(a -> a.slot("a"));

    assertThat(gone.decides().decision()).isInstanceOf(Decision.ApplyParameters.class);
    assertThat(silent.decides().decision()).isInstanceOf(Decision.Wait.class);
  }

  /** Asking for one that cannot give what it should ends the stream. */
  @Test
  void standby_streams_through_no_slot_that_is_lost_or_logical() {
    var lost = new SlotSeen("a", false, false, null, null, "lost", 0);
    var logical = new SlotSeen("a", true, false, new Lsn(500), null, "reserved", 0);

    for (var slot : List.of(lost, logical)) {
      var node =
          standbyOfB()
              .hears(
                  report(B, ServerRole.PRIMARY, ServerState.RUNNING, at(1, 2000))
                      .slots(List.of(slot))
                      .make());
      assertThat(SlotPlan.of(node.seen()).through()).containsEntry("b:5432", "");
    }
  }

  @Test
  void nothing_is_dropped_in_a_pause() {
    assertThat(SlotPlan.of(aNode().holding().primary().seen()).drops()).isTrue();
    assertThat(SlotPlan.of(aNode().holding().primary().paused(true).seen()).drops()).isFalse();
  }

  @Test
  void members_whose_slots_would_have_one_name_have_none() {
    var node =
        aNode()
            .holding()
            .primary()
            .state(
                s ->
                    NodeFixture.apply(
                        s,
                        new io.matriarch.statemachine.command.Command.RegisterMember(
                            NodeFixture.member(new MemberId("B")))))
            .hears(report(B, ServerRole.STANDBY, ServerState.STREAMING, at(1, 900)).make());

    assertThat(names(node.seen())).isEmpty();
  }

  @Test
  void slot_is_called_as_patroni_calls_it() {
    assertThat(MemberSlot.name(new MemberId("Pg-1.example"))).isEqualTo("pg_1_example");
    assertThat(MemberSlot.of(A, ClusterState.EMPTY)).contains("a");
  }

  private static io.matriarch.statemachine.model.MemberReport primaryWith(String... slots) {
    return report(B, ServerRole.PRIMARY, ServerState.RUNNING, at(1, 2000))
        .history(TimelineHistory.of(1))
        .heldEpoch(standbyOfB().state().epoch())
        .slots(slots)
        .make();
  }

  @Test
  void without_use_slots_none_is_looked_after_and_none_is_used() {
    var node =
        standbyOfB()
            .hears(primaryWith("a"))
            .allowing("use_slots", false)
            .answering(a -> a.slot("a"));

    assertThat(SlotPlan.of(node.seen()).side()).isEqualTo(SlotPlan.Side.UNSURE);
    assertThat(node.decides().decision()).isInstanceOf(Decision.ApplyParameters.class);
    assertThat(SlotPlan.of(node.seen()).through()).containsEntry("b:5432", "");
  }

  @Test
  void configuration_says_how_long_a_slot_outlives_its_member() {
    var node = standbyOfB().configured("member_slots_ttl", new Text("90s"));

    assertThat(SlotPlan.of(node.seen()).memberTtl()).isEqualTo(Duration.ofSeconds(90));
    assertThat(SlotPlan.of(standbyOfB().seen()).memberTtl()).isEqualTo(Duration.ofMinutes(30));
  }
}
