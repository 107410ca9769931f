package io.matriarch.agent.postgres;

/**
 * A password that cannot get into a log by accident: its text form is three stars.
 *
 * @param value the password itself, never empty and on one line, as a password file needs it
 */
public record Secret(String value) {
  public Secret {
    if (value.isEmpty() || value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("a password must be one line of text and not be empty");
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
