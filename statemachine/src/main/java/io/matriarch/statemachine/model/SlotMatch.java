package io.matriarch.statemachine.model;

import org.jspecify.annotations.Nullable;

/**
 * Slots that are somebody else's affair; what is null matches anything.
 *
 * @param name of the slot
 * @param type {@code physical} or {@code logical}
 */
public record SlotMatch(
    @Nullable String name,
    @Nullable String type,
    @Nullable String database,
    @Nullable String plugin) {
  /** True where every part that is given fits. */
  public boolean matches(String slot, boolean logical, String itsDatabase, String itsPlugin) {
    return fits(name, slot)
        && fits(type, logical ? "logical" : "physical")
        && fits(database, itsDatabase)
        && fits(plugin, itsPlugin);
  }

  private static boolean fits(@Nullable String wanted, String found) {
    return wanted == null || wanted.equals(found);
  }
}
