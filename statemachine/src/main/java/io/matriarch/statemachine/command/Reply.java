package io.matriarch.statemachine.command;

/** The cluster's answer to a command; every replica computes the same one. */
public sealed interface Reply {
  /** The state is now as asked; it may have been so before. */
  record Done() implements Reply {}

  /**
   * Nothing was changed.
   *
   * @param detail the numbers behind the reason, for people
   */
  record Refused(Reason reason, String detail) implements Reply {
    @Override
    public String toString() {
      return detail.isEmpty() ? reason.text() : reason.text() + ": " + detail;
    }
  }
}
