package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.PermanentSlot;
import io.matriarch.statemachine.model.SlotSeen;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SlotPlan;
import io.matriarch.statemachine.node.SlotWish;
import io.matriarch.statemachine.node.SqlAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("it")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SlotIT {
  private static SlotPlan plan(
      SlotPlan.Side side, Map<String, String> through, SlotWish... wanted) {
    return new SlotPlan(
        new Epoch(1),
        side,
        List.of(wanted),
        List.of(),
        Duration.ZERO,
        true,
        new TreeMap<>(through));
  }

  private static SlotWish physical(String name, @Nullable Lsn advanceTo) {
    return new SlotWish(new PermanentSlot(name, false, "", ""), true, advanceTo, false);
  }

  private static SlotSeen slot(Node node, String name) {
    return slots(node).stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<SlotSeen> slots(Node node) {
    var seen = node.database.detail().slots();
    return seen == null ? List.of() : seen;
  }

  private static void awaitSlots(Node node, String... names) {
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> slots(node).stream().map(SlotSeen::name).toList().equals(List.of(names)));
  }

  private static void fillWal(Node node) throws Exception {
    for (int i = 0; i < 3; i++) {
      node.query("CREATE TABLE IF NOT EXISTS t AS SELECT 1; INSERT INTO t SELECT 1; SELECT 1");
      node.query("SELECT pg_switch_wal()");
    }
    node.query("CHECKPOINT");
  }

  @Test
  void standby_that_was_away_finds_its_wal_and_the_promoted_one_has_the_slots() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      n1.query("ALTER SYSTEM SET wal_keep_size = 0");
      n1.query("SELECT pg_reload_conf()");
      n1.query("SELECT pg_create_physical_replication_slot('theirs')");
      n1.database.keep(
          plan(SlotPlan.Side.PRIMARY, Map.of(), physical("n2", null), physical("gone", null)));
      awaitSlots(n1, "gone", "n2", "theirs");
      n2.database.keep(plan(SlotPlan.Side.UNSURE, Map.of(n1.address(), "n2")));
      n2.join(n1);
      assertThat(n2.answer().slot()).isEqualTo("n2");
      n2.done(new Decision.Stop("test"));

      fillWal(n1);
      n2.done(new Decision.StartStandby(n1.address(), "test"));
      n2.awaitAnswer(SqlAnswer::streaming);
      n2.awaitReplayOf(n1);

      n1.database.keep(plan(SlotPlan.Side.PRIMARY, Map.of(), physical("n2", null)));
      awaitSlots(n1, "n2", "theirs");

      n2.database.keep(
          plan(SlotPlan.Side.STANDBY, Map.of(n1.address(), "n2"), physical("n1", null)));
      awaitSlots(n2, "n1");
      var before = slot(n2, "n1").keepsFrom();
      fillWal(n1);
      n2.awaitReplayOf(n1);
      var end = n2.answer().position().lsn();
      n2.database.keep(
          plan(SlotPlan.Side.STANDBY, Map.of(n1.address(), "n2"), physical("n1", end)));
      await().atMost(Duration.ofSeconds(15)).until(() -> end.equals(slot(n2, "n1").keepsFrom()));
      assertThat(before).isNotEqualTo(end);

      n1.done(new Decision.Stop("test"));
      n2.promote();
      assertThat(n2.query("SELECT slot_name FROM pg_replication_slots")).isEqualTo("n1");
    }
  }

  @Test
  void slot_that_waits_for_a_transaction_holds_up_no_fence() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.becomePrimary();
      n1.query("ALTER SYSTEM SET wal_level = logical");
      n1.done(new Decision.RestartPrimary(new Epoch(1), Duration.ofSeconds(30), "test"));
      try (var open = n1.connect();
          var statement = open.createStatement()) {
        open.setAutoCommit(false);
        statement.execute("CREATE TABLE held AS SELECT 1");
        n1.database.keep(
            plan(
                SlotPlan.Side.PRIMARY,
                Map.of(),
                new SlotWish(
                    new PermanentSlot("cdc", true, "postgres", "test_decoding"),
                    false,
                    null,
                    false)));
        await()
            .atMost(Duration.ofSeconds(15))
            .until(
                () ->
                    n1.query(
                            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE"
                                + " '%create_logical%' AND wait_event_type = 'Lock'")
                        .equals("1"));

        long begun = System.nanoTime();
        var fenced = n1.act(new Decision.Fence(Duration.ofSeconds(2), false, "test"));

        assertThat(fenced).isInstanceOf(ActResult.Done.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
      }
      n1.done(new Decision.StartPrimary(new Epoch(1), "test"));
      awaitSlots(n1, "cdc");
    }
  }
}
