package io.matriarch.net.api;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.node.DatabaseSeen;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One agent at one moment: everything its health checks, {@code /patroni} and {@code /metrics} are
 * made of. Published by the control loop at the end of each turn.
 *
 * @param scope the cluster's name
 * @param self this member
 * @param state the state applied here
 * @param report what this agent reports of its node
 * @param database the newest look at the server; null on a witness
 * @param holdsLease by this node's own count, as of this view
 * @param leaseDeadlineNanos when that count ends, on {@link System#nanoTime()}; whoever answers a
 *     health check compares it with the present, since a paused loop publishes nothing
 * @param raft what the agent believes of its Raft group
 * @param turnedNanos when the loop made this view, on {@link System#nanoTime()}
 * @param counters monotonic counts by Prometheus name, for example {@code
 *     matriarch_failovers_total}, as they are when they are asked for: a turn of the loop does not
 *     copy what hardly anybody reads
 */
public record NodeView(
    String scope,
    Member self,
    ClusterState state,
    MemberReport report,
    @Nullable DatabaseSeen database,
    boolean holdsLease,
    long leaseDeadlineNanos,
    RaftView raft,
    long turnedNanos,
    Supplier<SortedMap<String, Long>> counters) {
  /** The {@code leaseDeadlineNanos} of a lease that time alone does not end. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /**
   * What is left of the primary lease, in nanoseconds: 0 where it is not held or has run out by
   * this node's own count, {@link Long#MAX_VALUE} where time alone does not end it.
   *
   * @param nowNanos {@link System#nanoTime()} at the moment of the answer, not of the view
   */
  public long leaseRemainingNanos(long nowNanos) {
    if (!holdsLease) {
      return 0;
    }
    return leaseDeadlineNanos == NO_DEADLINE
        ? Long.MAX_VALUE
        : Math.max(0, leaseDeadlineNanos - nowNanos);
  }
}
