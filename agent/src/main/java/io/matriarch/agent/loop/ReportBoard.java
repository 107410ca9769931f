package io.matriarch.agent.loop;

import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.HeardReports;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.TimedReport;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The newest report of each member, with the time of its arrival here. Thread-safe; bounded by the
 * number of members that are registered.
 */
public final class ReportBoard {
  private final ConcurrentSkipListMap<MemberId, TimedReport> reports =
      new ConcurrentSkipListMap<>();
  private volatile long viewNanos;

  /** A member reported to this agent. */
  void receive(MemberReport report, long nowNanos) {
    reports.put(report.member(), new TimedReport(report, nowNanos));
  }

  /**
   * The Raft leader answered with its view: the ages it gives are carried over to this host's
   * clock.
   */
  void replaceBy(HeardReports heard, MemberId self, long nowNanos) {
    heard
        .reports()
        .forEach(
            (id, aged) -> {
              if (!id.equals(self)) {
                var received = nowNanos - Duration.ofMillis(aged.ageMillis()).toNanos();
                reports.merge(
                    id,
                    new TimedReport(aged.report(), received),
                    (old, fresh) -> fresh.receivedNanos() - old.receivedNanos() > 0 ? fresh : old);
              }
            });
    viewNanos = nowNanos;
  }

  void retain(java.util.Set<MemberId> members) {
    reports.keySet().removeIf(id -> !members.contains(id));
  }

  SortedMap<MemberId, TimedReport> timed() {
    return new TreeMap<>(reports);
  }

  /** Reports that are not older than {@code limit}. */
  public SortedMap<MemberId, MemberReport> recent(Duration limit, long nowNanos) {
    var recent = new TreeMap<MemberId, MemberReport>();
    reports.forEach(
        (id, r) -> {
          if (r.ageNanos(nowNanos) <= limit.toNanos()) {
            recent.put(id, r.report());
          }
        });
    return recent;
  }

  SortedMap<MemberId, ClusterView.AgedReport> aged(long nowNanos) {
    var aged = new TreeMap<MemberId, ClusterView.AgedReport>();
    reports.forEach(
        (id, r) ->
            aged.put(
                id,
                new ClusterView.AgedReport(
                    r.report(), Math.max(0, Duration.ofNanos(r.ageNanos(nowNanos)).toMillis()))));
    return aged;
  }

  /** Since the last answer of a Raft leader. */
  long viewAgeMillis(long nowNanos) {
    return Duration.ofNanos(nowNanos - viewNanos).toMillis();
  }
}
