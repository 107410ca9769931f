package io.matriarch.statemachine.simulation;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.node.HeldLease;
import org.jspecify.annotations.Nullable;

/** Kills the server at the deadline that it was last told, whatever the agent does. */
final class SimGuard {
  private final SimNode node;
  private boolean armed;
  private Epoch epoch = Epoch.NONE;
  private long deadlineNanos;

  SimGuard(SimNode node) {
    this.node = node;
  }

  void arm(HeldLease lease) {
    armed = true;
    epoch = lease.epoch();
    feed(lease.deadlineNanos());
  }

  void feed(long deadline) {
    deadlineNanos = deadline;
    if (armed && deadline != Long.MAX_VALUE) {
      node.sim.atTrueTime(node.trueTimeOf(deadline), () -> ring(deadline));
    }
  }

  private void ring(long deadline) {
    if (armed
        && deadline == deadlineNanos
        && node.powered
        && node.sim.mutation != Mutation.NO_GUARD) {
      if (node.postgres.processExists()) {
        node.sim.trace("%s guard kills", node.id);
        node.sim.check.guardKills(node);
      }
      node.postgres.killed();
    }
  }

  /** True once the deadline has passed: nothing that could write may be started. */
  boolean over() {
    return armed && deadlineNanos != Long.MAX_VALUE && node.local() >= deadlineNanos;
  }

  void disarm() {
    armed = false;
  }

  @Nullable HeldLease inherited() {
    return armed && !over() && node.postgres.processExists()
        ? new HeldLease(epoch, deadlineNanos)
        : null;
  }
}
