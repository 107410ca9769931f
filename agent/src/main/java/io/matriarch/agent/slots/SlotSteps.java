package io.matriarch.agent.slots;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.node.SlotPlan;
import io.matriarch.statemachine.node.SlotWish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** From the slots that are there to those that shall be: which steps, and what is to be let be. */
final class SlotSteps {
  /** Since when a slot of ours has not been wanted; monotonic. */
  private final SortedMap<String, Long> unwantedSince = new TreeMap<>();

  /**
   * What to do now.
   *
   * @param ours slots that an agent made on this server
   */
  List<SlotStep> next(SlotPlan plan, SlotTable found, Set<String> ours, long nowNanos) {
    var steps = new ArrayList<SlotStep>();
    for (var wish : plan.wanted()) {
      unwantedSince.remove(wish.name());
      var row = found.row(wish.name());
      if (row.isEmpty()) {
        create(wish, found).ifPresent(steps::add);
      } else {
        change(wish, row.get(), found, ours, plan).ifPresent(steps::add);
      }
    }
    for (var row : found.rows()) {
      var wanted = plan.wanted().stream().anyMatch(w -> w.name().equals(row.name()));
      if (!wanted && isStale(plan, row, ours, nowNanos)) {
        steps.add(new SlotStep.Drop(row.name(), "nobody has used it for " + plan.memberTtl()));
      }
    }
    return steps;
  }

  /** On a standby a logical slot is PostgreSQL's copy of its primary's, from version 17 on. */
  private static Optional<SlotStep> create(SlotWish wish, SlotTable found) {
    return found.standby() && wish.slot().logical()
        ? Optional.empty()
        : Optional.of(new SlotStep.Create(wish.slot()));
  }

  private static Optional<SlotStep> change(
      SlotWish wish, SlotTable.Row row, SlotTable found, Set<String> ours, SlotPlan plan) {
    var slot = row.seen();
    if (slot.active() || slot.logical() != wish.slot().logical() || isIgnored(plan, row)) {
      return Optional.empty();
    }
    var mayDrop = ours.contains(wish.name()) && plan.drops();
    if (mayDrop && slot.lost() && (found.standby() || !slot.logical())) {
      return Optional.of(new SlotStep.Drop(wish.name(), "the WAL that it kept is gone"));
    }
    // What it asked for when this server was primary holds back the vacuum of the present one.
    if (mayDrop && wish.member() && found.standby() && row.holdsRows()) {
      return Optional.of(new SlotStep.Drop(wish.name(), "it holds rows for nobody; made anew"));
    }
    if (slot.logical() && found.copiesSlots()) {
      return mayDrop && !row.synced() ? Optional.of(makeRoom(wish)) : Optional.empty();
    }
    var reached = slot.reached();
    var to = bounded(wish, found);
    return reached != null && to != null && to.isAfter(reached)
        ? Optional.of(new SlotStep.Advance(wish.name(), to))
        : Optional.empty();
  }

  /**
   * PostgreSQL overwrites no slot that it did not copy: it gives up, and copies no other either. A
   * copy it advances itself, and lets nobody else do so.
   */
  private static SlotStep makeRoom(SlotWish wish) {
    return new SlotStep.Drop(wish.name(), "a copy of the primary's takes its place");
  }

  private static @org.jspecify.annotations.Nullable Lsn bounded(SlotWish wish, SlotTable found) {
    var to = wish.advanceTo();
    return to != null && wish.fromCheckpoint() && to.isAfter(found.redo()) ? found.redo() : to;
  }

  private boolean isStale(SlotPlan plan, SlotTable.Row row, Set<String> ours, long nowNanos) {
    if (!ours.contains(row.name()) || row.seen().active() || isIgnored(plan, row)) {
      unwantedSince.remove(row.name());
      return false;
    }
    var since = unwantedSince.computeIfAbsent(row.name(), n -> nowNanos);
    return plan.drops() && Duration.ofNanos(nowNanos - since).compareTo(plan.memberTtl()) >= 0;
  }

  private static boolean isIgnored(SlotPlan plan, SlotTable.Row row) {
    return plan.ignored().stream()
        .anyMatch(m -> m.matches(row.name(), row.seen().logical(), row.database(), row.plugin()));
  }
}
