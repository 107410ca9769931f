package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.StandbyCluster;
import io.matriarch.statemachine.transition.Applied;

/** What this cluster wrote, and the one that it follows has not, may be undone. */
final class SideLoss {
  private SideLoss() {}

  /** True where an operator has said so with this command, or before. */
  static boolean isAccepted(Command command, Applied applied) {
    return command instanceof Command.ChangeConfig
        && applied.reply() instanceof Reply.Done
        && applied
            .state()
            .config()
            .standbyCluster()
            .filter(StandbyCluster::acceptsLoss)
            .isPresent();
  }
}
