package io.matriarch.agent.loop;

import io.matriarch.raft.AppliedState;
import io.matriarch.raft.Leadership;
import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.ClusterState;

/** What one turn of the loop goes by: read once at its beginning, the same for every duty. */
record Turn(long nowNanos, AppliedState applied, Leadership leadership, Milestones milestones) {
  ClusterState state() {
    return applied.state();
  }
}
