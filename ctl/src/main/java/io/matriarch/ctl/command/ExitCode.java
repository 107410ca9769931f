package io.matriarch.ctl.command;

/** What a script may rely on. */
public final class ExitCode {
  public static final int DONE = 0;

  /** It did not work: nobody answered, a limit passed, or what was looked for is not so. */
  public static final int FAILED = 1;

  public static final int USAGE = 2;

  /** The cluster or the operator said no, and nothing changed. */
  public static final int REFUSED = 3;

  /** Sent, and nobody can say whether it was carried out. */
  public static final int UNKNOWN = 4;

  private ExitCode() {}
}
