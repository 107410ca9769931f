package io.matriarch.agent.slots;

import io.matriarch.statemachine.model.SlotSeen;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which slot the operator has to look at: one that would fill the disk, or has lost its WAL. */
final class SlotDanger {
  private static final long MEBIBYTE = 1024 * 1024;

  /** Less than this is kept at any time, by any server. */
  private static final long COMMON_BYTES = 1024 * MEBIBYTE;

  private SlotDanger() {}

  /**
   * What to do about the worst; null where all is well.
   *
   * @param freeBytes of the disk under the WAL
   */
  static @Nullable String of(List<SlotSeen> slots, long freeBytes) {
    return slots.stream()
        .filter(s -> !s.walStatus().isEmpty())
        .max(Comparator.comparingLong(s -> s.lost() ? Long.MAX_VALUE : s.keptBytes()))
        .map(worst -> sentence(worst, freeBytes))
        .orElse(null);
  }

  private static @Nullable String sentence(SlotSeen slot, long freeBytes) {
    if (slot.lost()) {
      return "slot %s has lost the WAL that its reader needs (max_slot_wal_keep_size): the reader must begin anew; drop the slot"
          .formatted(slot.name());
    }
    if (slot.walStatus().equals("unreserved")) {
      return "slot %s is about to lose WAL that its reader has not got (max_slot_wal_keep_size): %s; see to its reader"
          .formatted(slot.name(), kept(slot));
    }
    return slot.keptBytes() >= Math.max(COMMON_BYTES, freeBytes)
        ? "slot %s would fill the disk: %s, and %d MiB are free; see to its reader, drop the slot, or set max_slot_wal_keep_size"
            .formatted(slot.name(), kept(slot), freeBytes / MEBIBYTE)
        : null;
  }

  private static String kept(SlotSeen slot) {
    return "%s, keeps %d MiB"
        .formatted(slot.active() ? "read from" : "read by nobody", slot.keptBytes() / MEBIBYTE);
  }
}
