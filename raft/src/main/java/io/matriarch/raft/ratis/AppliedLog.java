package io.matriarch.raft.ratis;

import io.matriarch.raft.AppliedState;
import io.matriarch.raft.LogEvent;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.transition.Applied;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process has applied; outlives the Ratis server, which may be rebuilt and then reads
 * again what was told long ago. Never goes back. Written by one Ratis thread at a time, read by
 * any.
 */
final class AppliedLog {
  private static final Logger LOG = LoggerFactory.getLogger(AppliedLog.class);

  private final Consumer<LogEvent> listener;
  private volatile AppliedState current;

  AppliedLog(Consumer<LogEvent> listener) {
    this.listener = listener;
    long now = System.nanoTime();
    this.current = new AppliedState(0, 0, ClusterState.EMPTY, now, now);
  }

  AppliedState current() {
    return current;
  }

  synchronized void command(
      long index, long term, Command command, Applied applied, boolean replayed) {
    if (index > current.index()) {
      current = next(index, term, applied.state());
      tell(new LogEvent.CommandApplied(current, command, applied, replayed));
    }
  }

  /**
   * An entry that was refused before it became a command: the state is the same, its index is not.
   */
  synchronized void refused(long index, long term, ClusterState state) {
    if (index > current.index()) {
      current = next(index, term, state);
    }
  }

  synchronized void snapshot(long index, long term, ClusterState state) {
    if (index > current.index()) {
      current = next(index, term, state);
      tell(new LogEvent.SnapshotLoaded(current));
    }
  }

  /** The listener runs in the middle of consensus: whatever it throws must not stop this member. */
  void tell(LogEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("listener of the cluster log failed");
    }
  }

  private AppliedState next(long index, long term, ClusterState state) {
    long now = System.nanoTime();
    boolean renewed = state.lease() != null && !same(state.lease(), current.state().lease());
    return new AppliedState(index, term, state, now, renewed ? now : current.leaseAppliedNanos());
  }

  /**
   * The same renewal of the same lease; a pause changes other parts of a lease without renewing it.
   */
  private static boolean same(Lease a, @Nullable Lease b) {
    return b != null && a.epoch().equals(b.epoch()) && a.renewal() == b.renewal();
  }
}
