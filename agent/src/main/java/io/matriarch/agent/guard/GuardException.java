package io.matriarch.agent.guard;

/** No guard can be had; the message says why and what to do. */
public final class GuardException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GuardException(String message, Throwable cause) {
    super(message, cause);
  }

  public GuardException(String message) {
    super(message);
  }
}
