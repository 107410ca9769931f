package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Event;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;

/** An operation comes to its end before another begins. */
final class OneOperationAtATime implements Invariant {
  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    var was = before.operation();
    var now = applied.state().operation();
    if (was != null && (now == null || !now.id().equals(was.id()))) {
      var ended =
          applied.events().stream()
              .anyMatch(
                  e -> e instanceof Event.OperationEnded o && o.operation().id().equals(was.id()));
      Scene.require(ended && now == null, this, was + " became " + now + " by " + command);
    }
  }
}
