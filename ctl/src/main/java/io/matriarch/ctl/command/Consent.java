package io.matriarch.ctl.command;

import picocli.CommandLine.Option;

/** Asks before something is done, unless told not to. */
final class Consent {
  static final String MISSING = "not confirmed; --force asks nothing";

  @Option(names = "--force", description = "Asks nothing.")
  private boolean force;

  /** Nobody is to be asked anything. */
  boolean silent() {
    return force;
  }

  boolean given(Ctl ctl, String question) {
    return force || ctl.terminal().confirm(question);
  }
}
