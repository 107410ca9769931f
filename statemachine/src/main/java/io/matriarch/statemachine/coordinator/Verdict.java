package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.command.Command;

/** A rule's answer, where it has one. */
public sealed interface Verdict {
  /** For the log and for {@code explain}. */
  String reason();

  /** Commit this. */
  record Propose(Command command, String reason) implements Verdict {}

  /** Nothing yet; the reason says what is waited for and until when. Later rules are not asked. */
  record Hold(String reason) implements Verdict {}
}
