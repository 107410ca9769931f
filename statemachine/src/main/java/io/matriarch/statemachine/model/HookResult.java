package io.matriarch.statemachine.model;

/**
 * What became of a command of the operator's that was run around what the server does.
 *
 * @param hook for example {@code on_role_change} or {@code pre_promote}
 * @param role what the server was
 * @param outcome for people: {@code done}, or how it failed; the beginning of it where it is long
 * @param atEpochMillis when it ended
 * @param tookMillis how long it ran
 */
public record HookResult(
    String hook, String role, String outcome, long atEpochMillis, long tookMillis) {
  /** Of what a command said; the rest is in the log of the agent. */
  private static final int WORDS = 300;

  public HookResult {
    if (outcome.length() > WORDS) {
      // Not between the halves of a character: half a one can be written nowhere.
      int end = Character.isHighSurrogate(outcome.charAt(WORDS - 1)) ? WORDS - 1 : WORDS;
      outcome = outcome.substring(0, end);
    }
  }
}
