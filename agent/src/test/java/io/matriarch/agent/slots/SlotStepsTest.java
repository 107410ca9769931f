package io.matriarch.agent.slots;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.PermanentSlot;
import io.matriarch.statemachine.model.SlotMatch;
import io.matriarch.statemachine.model.SlotSeen;
import io.matriarch.statemachine.node.SlotPlan;
import io.matriarch.statemachine.node.SlotWish;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SlotStepsTest {
  private static final Duration TTL = Duration.ofMinutes(30);
  private static final Lsn REDO = new Lsn(700);

  private final SlotSteps steps = new SlotSteps();

  private static SlotWish wish(String name, @Nullable Long to, boolean fromCheckpoint) {
    return new SlotWish(
        new PermanentSlot(name, false, "", ""),
        true,
        to == null ? null : new Lsn(to),
        fromCheckpoint);
  }

  private static SlotPlan plan(SlotWish... wanted) {
    return plan(List.of(), true, wanted);
  }

  private static SlotPlan plan(List<SlotMatch> ignored, boolean drops, SlotWish... wanted) {
    return new SlotPlan(
        new Epoch(1), SlotPlan.Side.STANDBY, List.of(wanted), ignored, TTL, drops, new TreeMap<>());
  }

  private static SlotTable.Row slot(String name, boolean active, String status) {
    return new SlotTable.Row(
        new SlotSeen(name, false, active, new Lsn(500), null, status, 10), "", "", false, false);
  }

  private static SlotTable found(SlotTable.Row... rows) {
    return new SlotTable(true, 150018, REDO, List.of(rows));
  }

  private List<SlotStep> after(Duration time, SlotPlan plan, SlotTable found, String... ours) {
    return steps.next(plan, found, Set.of(ours), time.toNanos());
  }

  @Test
  void missing_slot_is_made_and_one_that_is_behind_is_advanced() {
    assertThat(after(Duration.ZERO, plan(wish("b", 900L, false)), found()))
        .containsExactly(new SlotStep.Create(new PermanentSlot("b", false, "", "")));
    assertThat(after(Duration.ZERO, plan(wish("b", 900L, false)), found(slot("b", false, ""))))
        .containsExactly(new SlotStep.Advance("b", new Lsn(900)));
  }

  @Test
  void slot_is_never_moved_back_nor_while_it_is_read() {
    assertThat(after(Duration.ZERO, plan(wish("b", 400L, false)), found(slot("b", false, ""))))
        .isEmpty();
    assertThat(after(Duration.ZERO, plan(wish("b", 900L, false)), found(slot("b", true, ""))))
        .isEmpty();
    assertThat(after(Duration.ZERO, plan(wish("b", null, false)), found(slot("b", false, ""))))
        .isEmpty();
  }

  @Test
  void slot_of_the_primary_keeps_what_a_rewind_of_it_needs() {
    assertThat(after(Duration.ZERO, plan(wish("b", 900L, true)), found(slot("b", false, ""))))
        .containsExactly(new SlotStep.Advance("b", REDO));
  }

  @Test
  void slot_of_ours_is_dropped_once_it_was_not_wanted_for_its_time() {
    var left = found(slot("gone", false, ""));

    assertThat(after(Duration.ZERO, plan(), left, "gone")).isEmpty();
    assertThat(after(TTL.minusSeconds(1), plan(), left, "gone")).isEmpty();
    assertThat(after(TTL, plan(), left, "gone")).singleElement().isInstanceOf(SlotStep.Drop.class);
  }

  @Test
  void member_that_is_heard_again_keeps_its_slot() {
    var left = found(slot("b", false, ""));
    after(Duration.ZERO, plan(), left, "b");
    after(TTL.minusSeconds(1), plan(wish("b", null, false)), left, "b");

    assertThat(after(TTL.plusSeconds(1), plan(), left, "b")).isEmpty();
  }

  @Test
  void slot_of_somebody_else_is_let_be() {
    var theirs = found(slot("theirs", false, "lost"));
    after(Duration.ZERO, plan(), theirs);

    assertThat(after(TTL.multipliedBy(2), plan(), theirs)).isEmpty();
  }

  @Test
  void ignored_and_active_slots_and_those_of_a_paused_cluster_are_not_dropped() {
    var ignoring = plan(List.of(new SlotMatch("gone", null, null, null)), true);
    var idle = found(slot("gone", false, ""));
    after(Duration.ZERO, ignoring, idle, "gone");
    assertThat(after(TTL, ignoring, idle, "gone")).isEmpty();

    var active = found(slot("used", true, ""));
    after(Duration.ZERO, plan(), active, "used");
    assertThat(after(TTL, plan(), active, "used")).isEmpty();

    var paused = plan(List.of(), false);
    after(Duration.ZERO, paused, idle, "gone");
    assertThat(after(TTL, paused, idle, "gone")).isEmpty();
  }

  @Test
  void slot_that_lost_its_wal_or_holds_rows_on_a_standby_is_made_anew() {
    var lost = found(slot("b", false, "lost"));
    var holding =
        found(
            new SlotTable.Row(
                new SlotSeen("b", false, false, new Lsn(500), null, "", 0), "", "", true, false));

    assertThat(after(Duration.ZERO, plan(wish("b", 900L, false)), lost, "b"))
        .singleElement()
        .isInstanceOf(SlotStep.Drop.class);
    assertThat(after(Duration.ZERO, plan(wish("b", 900L, false)), holding, "b"))
        .singleElement()
        .isInstanceOf(SlotStep.Drop.class);
  }

  /** It may be called like one that is wanted. */
  @Test
  void slot_that_is_ignored_or_somebody_elses_is_neither_moved_nor_dropped() {
    var ignoring =
        plan(List.of(new SlotMatch("b", null, null, null)), true, wish("b", 900L, false));
    assertThat(after(Duration.ZERO, ignoring, found(slot("b", false, "")), "b")).isEmpty();

    assertThat(after(Duration.ZERO, plan(wish("b", 900L, false)), found(slot("b", false, "lost"))))
        .noneMatch(SlotStep.Drop.class::isInstance);
  }

  @Test
  void logical_slot_is_not_created_on_a_standby() {
    var logical =
        new SlotWish(
            new PermanentSlot("cdc", true, "postgres", "test_decoding"), false, null, false);

    assertThat(after(Duration.ZERO, plan(logical), found())).isEmpty();
    assertThat(after(Duration.ZERO, plan(logical), new SlotTable(false, 150018, REDO, List.of())))
        .containsExactly(new SlotStep.Create(logical.slot()));
  }

  /** What it made as a primary stands in the way of all copies, from PostgreSQL 17 on. */
  @Test
  void logical_slot_of_a_former_primary_makes_room_for_the_copy() {
    var wanted =
        plan(
            new SlotWish(
                new PermanentSlot("cdc", true, "postgres", "test_decoding"),
                false,
                new Lsn(900),
                false));

    assertThat(after(Duration.ZERO, wanted, cdc(true, 170_005, false), "cdc"))
        .singleElement()
        .isInstanceOf(SlotStep.Drop.class);
    assertThat(after(Duration.ZERO, wanted, cdc(true, 170_005, true), "cdc")).isEmpty();
    assertThat(after(Duration.ZERO, wanted, cdc(true, 170_005, false))).isEmpty();
    for (var kept : List.of(cdc(true, 160_009, false), cdc(false, 170_005, false))) {
      assertThat(after(Duration.ZERO, wanted, kept, "cdc"))
          .containsExactly(new SlotStep.Advance("cdc", new Lsn(900)));
    }
  }

  private static SlotTable cdc(boolean standby, int version, boolean synced) {
    var seen = new SlotSeen("cdc", true, false, new Lsn(500), new Lsn(600), "reserved", 10);
    var row = new SlotTable.Row(seen, "postgres", "test_decoding", false, synced);
    return new SlotTable(standby, version, REDO, List.of(row));
  }

  @Test
  void operator_is_told_of_a_slot_that_would_fill_the_disk() {
    var big = new SlotSeen("b", false, false, new Lsn(0), null, "extended", 3L << 30);

    assertThat(SlotDanger.of(List.of(big), 2L << 30)).contains("slot b would fill the disk");
    assertThat(SlotDanger.of(List.of(big), 4L << 30)).isNull();
    assertThat(
            SlotDanger.of(
                List.of(new SlotSeen("b", false, false, null, null, "lost", 0)), 4L << 30))
        .contains("has lost the WAL");
    assertThat(
            SlotDanger.of(
                List.of(new SlotSeen("b", false, true, null, null, "unreserved", 5)), 4L << 30))
        .contains("about to lose WAL");
  }
}
