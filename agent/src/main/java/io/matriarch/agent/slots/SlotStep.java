package io.matriarch.agent.slots;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.PermanentSlot;

/** One change of one slot. */
sealed interface SlotStep {
  /** Which slot. */
  String name();

  /** Make it, with the WAL that is here now kept from then on. */
  record Create(PermanentSlot slot) implements SlotStep {
    @Override
    public String name() {
      return slot.name();
    }
  }

  /** Let go of the WAL before {@code to}. */
  record Advance(String name, Lsn to) implements SlotStep {}

  /** Drop it. */
  record Drop(String name, String why) implements SlotStep {}
}
