package io.matriarch.chaos.checker.append;

/** What can be wrong with transactions over lists. */
public enum Anomaly {
  /** A cycle of writes over each other. */
  G0("G0", "transactions overwrote each other in a circle"),
  /** A read of what was rolled back. */
  G1A("G1a", "a transaction read what another had rolled back"),
  /** A read of a state in the middle of another transaction. */
  G1B("G1b", "a transaction read what another had not finished"),
  /** A cycle of writes and reads. */
  G1C("G1c", "information went round in a circle"),
  /** A cycle with one read that missed a write: read skew. */
  G_SINGLE("G-single", "a transaction saw some of another's effects and missed others"),
  /** A cycle with several such reads, no two next to each other; snapshots forbid it. */
  G_NONADJACENT("G-nonadjacent", "two snapshots disagree about the order of two transactions"),
  /** A cycle with several such reads: write skew. */
  G2_ITEM("G2-item", "transactions missed each other's writes in a circle"),
  /** Two read the same version and both wrote the next. */
  LOST_UPDATE("lost-update", "two transactions read the same version and both wrote the next"),
  /** A transaction that does not see its own writes, or sees a list change between two reads. */
  INTERNAL("internal", "a transaction's reads contradict its own writes or reads"),
  /** Something that nobody had appended. */
  PHANTOM("phantom", "a transaction read what nobody had written"),
  /** Something appended once that is there twice. */
  DUPLICATE("duplicate", "an element is there twice"),
  /** Two reads whose lists are no beginnings of each other, by acknowledged appends. */
  INCOMPATIBLE_ORDER("incompatible-order", "two reads disagree about the order of a list"),
  /** An acknowledged append that a later read of the settled list does not have. */
  LOST("lost", "an acknowledged append is gone"),
  /**
   * Elements that were read, never acknowledged, and gone later. PostgreSQL itself can show a
   * commit before a standby has it, when a server crashes in the wait and starts again.
   */
  VANISHED("vanished", "a transaction read what was never acknowledged and is gone");

  private final String label;
  private final String says;

  Anomaly(String label, String says) {
    this.label = label;
    this.says = says;
  }

  /** Its name in the literature, or in Elle, where it has one. */
  public String label() {
    return label;
  }

  String says() {
    return says;
  }
}
