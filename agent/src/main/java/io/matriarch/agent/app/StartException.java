package io.matriarch.agent.app;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The agent cannot start; the message lists every problem. */
final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean mayPass;

  /** Only the operator can help. */
  StartException(String message) {
    this(message, null, false);
  }

  /** Only the operator can help. */
  StartException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private StartException(String message, @Nullable Throwable cause, boolean mayPass) {
    super(message, cause);
    this.mayPass = mayPass;
  }

  /** A disk that is full or does not answer: whoever supervises the agent tries it again. */
  static StartException ofDisk(String message, IOException cause) {
    return new StartException(message, cause, true);
  }

  /** True where the next start may do, with nobody's help. */
  boolean mayPass() {
    return mayPass;
  }
}
