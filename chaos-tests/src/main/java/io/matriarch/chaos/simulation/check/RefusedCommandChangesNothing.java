package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;

/** A refusal leaves the very same state and no events. */
final class RefusedCommandChangesNothing implements Invariant {
  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    if (applied.reply() instanceof Reply.Refused) {
      Scene.require(applied.state().equals(before) && applied.events().isEmpty(), this, command);
    }
  }
}
