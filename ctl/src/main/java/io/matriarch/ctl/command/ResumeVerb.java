package io.matriarch.ctl.command;

import picocli.CommandLine.Command;

/** Automatic failover on. */
@Command(name = "resume", description = "Turns automatic failover on again.")
final class ResumeVerb extends PauseSwitch {
  ResumeVerb(Ctl ctl) {
    super(ctl, false);
  }
}
