package io.matriarch.ctl.command;

import picocli.CommandLine.Command;

/** Automatic failover off. */
@Command(name = "pause", description = "Turns automatic failover off; agents go on watching.")
final class PauseVerb extends PauseSwitch {
  PauseVerb(Ctl ctl) {
    super(ctl, true);
  }
}
