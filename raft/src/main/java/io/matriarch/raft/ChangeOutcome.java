package io.matriarch.raft;

/** What became of a {@link GroupChange}. */
public sealed interface ChangeOutcome {
  /** The group is as asked; it may have been so before. */
  record Done(String message) implements ChangeOutcome {}

  /**
   * Nothing was changed.
   *
   * @param lasting trying again is of no use until somebody changes something else
   */
  record Refused(String why, boolean lasting) implements ChangeOutcome {
    public Refused(String why) {
      this(why, false);
    }
  }

  /** Nobody can say: look before you retry. */
  record Unknown(String why) implements ChangeOutcome {}
}
