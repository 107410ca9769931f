package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.PermanentSlot;
import org.jspecify.annotations.Nullable;

/**
 * One slot that a node shall have.
 *
 * @param slot its name and kind
 * @param member it is a member's own, which that member may stream through at any time
 * @param advanceTo where nobody reads from it, how far it may be advanced; null to leave it
 * @param fromCheckpoint it keeps what a rewind against this node would need: it is not advanced
 *     beyond the last checkpoint
 */
public record SlotWish(
    PermanentSlot slot, boolean member, @Nullable Lsn advanceTo, boolean fromCheckpoint) {
  static SlotWish ofMember(String name, @Nullable Lsn advanceTo, boolean fromCheckpoint) {
    return new SlotWish(new PermanentSlot(name, false, "", ""), true, advanceTo, fromCheckpoint);
  }

  static SlotWish permanent(PermanentSlot slot, @Nullable Lsn advanceTo) {
    return new SlotWish(slot, false, advanceTo, false);
  }

  public String name() {
    return slot.name();
  }
}
