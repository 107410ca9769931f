package io.matriarch.net.metrics;

import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.HeldElection;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.HistoryEntry;
import io.matriarch.statemachine.model.Loss;
import io.matriarch.statemachine.model.PhaseTimes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where acknowledged commits are, and what changes of primary took and cost. */
final class SafetyMetrics {
  private static final double MILLIS = 1e3;

  private SafetyMetrics() {}

  static void write(PrometheusText out, ClusterView cluster) {
    var state = cluster.state();
    var sync = state.sync();
    out.gauge(
        "matriarch_sync_needed",
        "Standbys that have each acknowledged commit; 0 if only the primary is sure to.",
        sync == null ? 0 : sync.needed());
    out.gauge(
        "matriarch_sync_standbys",
        "Standbys that commits may count on.",
        sync == null ? 0 : sync.standbys().size());
    out.gauge(
        "matriarch_failover_refused",
        "1 while nobody is made primary because acknowledged commits might be lost.",
        HeldElection.of(cluster).isPresent());
    changes(out, state);
    lastChange(out, state);
    losses(out, state);
  }

  private static void changes(PrometheusText out, ClusterState state) {
    var kinds = new TreeMap<String, Integer>();
    List.of("bootstrap", "failover", "switchover").forEach(kind -> kinds.put(kind, 0));
    for (var entry : state.history()) {
      kinds.merge(kind(entry), 1, Integer::sum);
    }
    kinds.forEach(
        (kind, count) ->
            out.gauge(
                "matriarch_primary_changes",
                "Changes of primary among the newest 200, by kind.",
                Map.of("kind", kind),
                count));
  }

  private static String kind(HistoryEntry entry) {
    if (entry.previous() == null) {
      return "bootstrap";
    }
    return entry.reason().startsWith("hand-over") ? "switchover" : "failover";
  }

  private static void lastChange(PrometheusText out, ClusterState state) {
    var history = state.history();
    var times = history.isEmpty() ? null : history.getLast().times();
    if (times != null) {
      phases(out, times);
    }
  }

  private static void phases(PrometheusText out, PhaseTimes times) {
    phase(out, "silence", times.silenceMillis());
    phase(out, "election", times.electionMillis());
    phase(out, "promotion", times.promotionMillis());
  }

  private static void phase(PrometheusText out, String name, long millis) {
    out.gauge(
        "matriarch_last_change_seconds",
        "Phases of the last change of primary.",
        Map.of("phase", name),
        millis / MILLIS);
  }

  private static void losses(PrometheusText out, ClusterState state) {
    out.gauge(
        "matriarch_losses",
        "Accounts kept of what former primaries had and the cluster has not.",
        state.losses().size());
    out.gauge(
        "matriarch_lost_bytes",
        "Bytes of WAL in these accounts.",
        state.losses().stream().mapToLong(Loss::bytes).sum());
  }
}
