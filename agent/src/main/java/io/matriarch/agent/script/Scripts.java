package io.matriarch.agent.script;

import java.util.List;

/**
 * All that the operator lets the agent run.
 *
 * @param replicaMethods how a standby is made, in the order in which they are tried
 * @param baseBackup options of pg_basebackup, each with its dashes
 * @param hooks around what the server does
 */
public record Scripts(List<OwnCommand> replicaMethods, List<String> baseBackup, Hooks hooks) {
  public static final Scripts NONE =
      new Scripts(List.of(OwnCommand.BASE_BACKUP), List.of(), Hooks.NONE);

  public Scripts {
    replicaMethods = List.copyOf(replicaMethods);
    baseBackup = List.copyOf(baseBackup);
  }

  /** True where one of the methods can go on from what is there. */
  public boolean keepData() {
    return replicaMethods.stream().anyMatch(OwnCommand::keepData);
  }

  /** True where one of the methods needs no server to copy from. */
  public boolean noLeader() {
    return replicaMethods.stream().anyMatch(OwnCommand::noLeader);
  }
}
