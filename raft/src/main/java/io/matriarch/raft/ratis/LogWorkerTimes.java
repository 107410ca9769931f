package io.matriarch.raft.ratis;

import io.matriarch.raft.FlushTimes;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.impl.DefaultTimekeeperImpl;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.server.metrics.RaftLogMetricsBase;
import org.apache.ratis.server.metrics.SegmentedRaftLogMetrics;

/** What Ratis measures of its own log. */
final class LogWorkerTimes {
  private LogWorkerTimes() {}

  /** {@link FlushTimes#NONE} while the member has no log. */
  static FlushTimes of(RaftGroupMemberId member) {
    var info =
        new MetricRegistryInfo(
            member.toString(),
            "ratis",
            RaftLogMetricsBase.RATIS_LOG_WORKER_METRICS,
            RaftLogMetricsBase.RATIS_LOG_WORKER_METRICS_DESC);
    var timer =
        MetricRegistries.global()
            .get(info)
            .map(registry -> registry.timer(SegmentedRaftLogMetrics.RAFT_LOG_FLUSH_TIME))
            .orElse(null);
    if (!(timer instanceof DefaultTimekeeperImpl kept)) {
      return FlushTimes.NONE;
    }
    var lately = kept.getTimer().getSnapshot();
    return new FlushTimes(kept.getTimer().getCount(), lately.get99thPercentile(), lately.getMax());
  }
}
