package io.matriarch.net.metrics;

import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.PrimaryPosition;
import io.matriarch.net.api.RaftView;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.SlotSeen;
import io.matriarch.statemachine.model.WalPosition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the Patroni names lack: the lease, Raft, and lag as this agent sees it. */
final class MatriarchMetrics {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;
  private static final String MICROS = "_micros_total";

  private MatriarchMetrics() {}

  static void write(PrometheusText out, NodeView node, ClusterView cluster, long nowNanos) {
    var remaining = node.leaseRemainingNanos(nowNanos);
    out.gauge(
        "matriarch_lease_remaining_seconds",
        "What is left of the primary lease held here; 0 if none, +Inf while paused.",
        remaining == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : remaining / NANOS);
    out.gauge(
        "matriarch_epoch", "Assignments of the primary role so far.", node.state().epoch().value());
    out.gauge(
        "matriarch_loop_turn_age_seconds",
        "Since the control loop last turned.",
        (nowNanos - node.turnedNanos()) / NANOS);
    out.gauge(
        "matriarch_operation_running",
        "1 while a switchover, failover or bootstrap runs.",
        node.state().operation() != null);
    raft(out, node.raft());
    members(out, cluster);
    slots(out, node.report().slots());
    node.counters().get().forEach((name, value) -> counter(out, name, value));
  }

  /** Times are counted in microseconds and shown in seconds. */
  private static void counter(PrometheusText out, String name, long value) {
    var help = "Counted since this agent started.";
    if (name.endsWith(MICROS)) {
      out.counter(name.replace(MICROS, "_seconds_total"), help, value / 1e6);
    } else {
      out.counter(name, help, value);
    }
  }

  private static void raft(PrometheusText out, RaftView raft) {
    out.gauge("matriarch_raft_alive", "1 if Raft works here.", raft.health().equals("alive"));
    out.gauge("matriarch_raft_leader", "1 if this agent is Raft leader.", raft.leadsHere());
    out.gauge("matriarch_raft_term", "Raft term.", raft.term());
    out.gauge("matriarch_raft_applied_index", "Last log index applied.", raft.appliedIndex());
    out.gauge(
        "matriarch_raft_commit_lag",
        "Log entries known committed and not yet applied here.",
        Math.max(0, raft.commitIndex() - raft.appliedIndex()));
    out.gauge(
        "matriarch_raft_last_contact_seconds",
        "Since the Raft leader was last heard.",
        raft.lastContactMillis() / MILLIS);
  }

  private static void members(PrometheusText out, ClusterView cluster) {
    out.gauge(
        "matriarch_view_age_seconds",
        "Since this agent last got the reports of all members.",
        cluster.ageMillis() / MILLIS);
    cluster
        .reports()
        .forEach(
            (id, heard) ->
                out.gauge(
                    "matriarch_member_report_age_seconds",
                    "Age of the newest report of a member.",
                    Map.of("member", id.value()),
                    heard.ageMillis() / MILLIS));
    var primaryAt = PrimaryPosition.of(cluster);
    if (primaryAt.isPresent()) {
      lags(
          out,
          "matriarch_member_receive_lag_bytes",
          "What a standby has not received.",
          cluster,
          primaryAt.get(),
          heard -> Optional.ofNullable(heard.report().position()).map(WalPosition::lsn));
      lags(
          out,
          "matriarch_member_replay_lag_bytes",
          "What a standby has not applied.",
          cluster,
          primaryAt.get(),
          heard -> Optional.ofNullable(heard.report().replayed()));
    }
  }

  private static void slots(PrometheusText out, List<SlotSeen> slots) {
    for (var slot : slots) {
      out.gauge(
          "matriarch_slot_kept_bytes",
          "WAL that a replication slot of this server keeps.",
          Map.of("slot", slot.name()),
          slot.keptBytes());
    }
    for (var slot : slots) {
      out.gauge(
          "matriarch_slot_active",
          "1 while somebody reads from a replication slot of this server.",
          Map.of("slot", slot.name()),
          slot.active() ? 1 : 0);
    }
    for (var slot : slots) {
      out.gauge(
          "matriarch_slot_lost",
          "1 where a replication slot has lost the WAL that its reader needs.",
          Map.of("slot", slot.name()),
          slot.lost() ? 1 : 0);
    }
  }

  private static void lags(
      PrometheusText out,
      String name,
      String help,
      ClusterView cluster,
      Lsn primaryAt,
      Function<ClusterView.AgedReport, Optional<Lsn>> position) {
    cluster
        .reports()
        .forEach(
            (id, heard) -> {
              if (heard.report().role() == ServerRole.STANDBY) {
                position
                    .apply(heard)
                    .ifPresent(
                        at ->
                            out.gauge(
                                name,
                                help,
                                Map.of("member", id.value()),
                                primaryAt.bytesAhead(at)));
              }
            });
  }
}
