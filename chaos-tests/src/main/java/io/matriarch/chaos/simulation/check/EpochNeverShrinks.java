package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;

/** The fencing token only grows, by one. */
final class EpochNeverShrinks implements Invariant {
  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    long step = applied.state().epoch().value() - before.epoch().value();
    Scene.require(step == 0 || step == 1, this, command);
  }
}
