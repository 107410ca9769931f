package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Applied;

/**
 * In a pause no lease runs out, and nobody but an operator makes another member primary; and who
 * knows of the pause does not even ask for it.
 */
final class PausedClusterIsLeftAlone implements Invariant {
  private final Scene scene;

  PausedClusterIsLeftAlone(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void proposed(MemberId member, Command command) {
    var agent = scene.host(member).agent();
    var known = agent == null ? ClusterState.EMPTY : agent.log().applied().state();
    if (!known.paused()) {
      return;
    }
    var vacancy = known.vacancy();
    switch (command) {
      case Command.ExpireLease c -> Scene.require(false, this, c);
      case Command.RevokeLease c -> Scene.require(false, this, c);
      case Command.AssignPrimary c ->
          Scene.require(
              known.operation() != null || vacancy != null && vacancy.previous().equals(c.node()),
              this,
              c);
      default -> {}
    }
  }

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
