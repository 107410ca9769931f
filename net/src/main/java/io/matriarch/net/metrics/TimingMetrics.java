package io.matriarch.net.metrics;

import io.matriarch.net.api.Timing;
import io.matriarch.net.api.Timings;

/** How long the loop's turns and the disk of the Raft log take. */
final class TimingMetrics {
  private TimingMetrics() {}

  static void write(PrometheusText out, Timings timings) {
    write(out, "matriarch_loop_turn", "Turns of the control loop", timings.turns());
    write(out, "matriarch_raft_fsync", "Flushes of the Raft log to disk", timings.raftFlushes());
    out.counter(
        "matriarch_raft_fsyncs_total",
        "Flushes of the Raft log to disk since this agent started.",
        timings.raftFlushes().count());
  }

  private static void write(PrometheusText out, String name, String what, Timing timing) {
    if (timing.count() > 0) {
      out.gauge(
          name + "_p99_seconds",
          what + " of the last minutes: what 99 of 100 took at most.",
          timing.p99Seconds());
      out.gauge(
          name + "_max_seconds",
          what + " of the last minutes: what the slowest took.",
          timing.maxSeconds());
    }
  }
}
