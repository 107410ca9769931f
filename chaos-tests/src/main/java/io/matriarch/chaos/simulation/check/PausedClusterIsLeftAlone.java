package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;

/** In a pause no lease runs out, and nobody but an operator makes another member primary. */
final class PausedClusterIsLeftAlone implements Invariant {
  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    if (!before.paused() || applied.reply() instanceof Reply.Refused) {
      return;
    }
    switch (command) {
      case Command.ExpireLease c -> Scene.require(before.lease() == null, this, c);
      case Command.AssignPrimary c ->
          Scene.require(
              before.lease() != null
                  || before.operation() != null
                  || before.vacancy() != null && before.vacancy().previous().equals(c.node()),
              this,
              c);
      default -> {}
    }
  }
}
