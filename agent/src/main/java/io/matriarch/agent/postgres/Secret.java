package io.matriarch.agent.postgres;

/**
 * A password that cannot get into a log by accident: its text form is three stars.
 *
 * @param value the password itself, on one line, as a password file needs it; empty for none
 */
public record Secret(String value) {
  public Secret {
    if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("a password must be one line of text");
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
