package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Spans;
import io.matriarch.statemachine.model.TimedReport;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything the coordinator decides from. Times are the Raft leader's monotonic clock,
 * nanoseconds.
 *
 * @param self the Raft leader
 * @param state the state it applied
 * @param leaseAppliedNanos when it applied the last grant or renewal of the lease
 * @param milestones what it counts time from
 * @param reports the newest report of each member that was heard
 * @param nowNanos now
 */
public record ClusterSeen(
    MemberId self,
    ClusterState state,
    long leaseAppliedNanos,
    Milestones milestones,
    SortedMap<MemberId, TimedReport> reports,
    long nowNanos) {
  public ClusterSeen {
    reports = Collections.unmodifiableSortedMap(new TreeMap<>(reports));
  }

  /** The report of {@code member}, where it is not older than three heartbeats. */
  public Optional<MemberReport> recent(MemberId member) {
    var report = reports.get(member);
    return report == null || report.ageNanos(nowNanos) > patience().toNanos()
        ? Optional.empty()
        : Optional.of(report.report());
  }

  /** The number of the report of {@code member} that a decision is made on; 0 where none. */
  long numberOf(MemberId member) {
    return recent(member).map(MemberReport::number).orElse(0L);
  }

  /** How long a member may be silent before it counts as not there: three heartbeats. */
  public Duration patience() {
    return Spans.times(state.config().loopWait(), 3);
  }

  Duration since(long thenNanos) {
    return Duration.ofNanos(nowNanos - thenNanos);
  }
}
