package io.matriarch.ctl.command;

/** What was given on the command line, in the environment or in a file cannot be used. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
