package io.matriarch.chaos.simulation.world;

/** Something that must never be was. */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String invariant;

  public Violation(String invariant, String detail) {
    super(invariant + ": " + detail);
    this.invariant = invariant;
  }

  /** Its name. */
  public String invariant() {
    return invariant;
  }
}
