package io.matriarch.agent.config;

/**
 * A password. Its text form is a row of stars, so that neither a log line nor an error nor the
 * effective configuration can show it.
 */
public final class Secret {
  static final String REDACTED = "********";

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The password itself: for handing it to PostgreSQL, never for a message. */
  public String reveal() {
    return value;
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret s && s.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return REDACTED;
  }
}
