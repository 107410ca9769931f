package io.matriarch.ctl.command;

import java.util.Map;
import picocli.CommandLine.Command;

/** The agents themselves. */
@Command(
    name = "agent",
    description = {
      "Restarts agents while PostgreSQL goes on, for a new version of theirs or settings that need"
          + " it.",
    },
    synopsisSubcommandLabel = "restart")
final class AgentVerb extends Verb {
  AgentVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  Map<String, Verb> parts() {
    return Map.of("restart", new AgentRestartVerb(ctl));
  }

  @Override
  public Integer call() {
    throw new UsageException("expected agent restart NAME or agent restart --rolling");
  }
}
