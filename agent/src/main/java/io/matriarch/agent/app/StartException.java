package io.matriarch.agent.app;

/** The agent cannot start and only the operator can help; the message lists every problem. */
final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
