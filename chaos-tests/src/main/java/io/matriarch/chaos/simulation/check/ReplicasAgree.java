package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;

/** A member that came to a state from a snapshot has the state that the log has. */
final class ReplicasAgree implements Invariant {
  @Override
  public void applied(MemberId member, long index, ClusterState state, ClusterState truth) {
    if (!state.equals(truth)) {
      Scene.require(
          false, this, member + " at index " + index + " has " + state + ", the log has " + truth);
    }
  }
}
