package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Applied;
import java.util.SortedMap;
import java.util.TreeMap;

/** One epoch belongs to one member for ever. */
final class OneEpochHasOneHolder implements Invariant {
  private final SortedMap<Epoch, MemberId> holders = new TreeMap<>();

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    var lease = applied.state().lease();
    if (lease != null) {
      var known = holders.putIfAbsent(lease.epoch(), lease.holder());
      Scene.require(known == null || known.equals(lease.holder()), this, command);
      Scene.require(lease.epoch().equals(applied.state().epoch()), this, command);
    }
  }
}
