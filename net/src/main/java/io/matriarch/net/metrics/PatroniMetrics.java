package io.matriarch.net.metrics;

import io.matriarch.net.api.ApiClock;
import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.PatroniWords;
import io.matriarch.net.api.SyncRole;
import io.matriarch.statemachine.model.ServerRole;
import java.util.regex.Pattern;

/**
 * The names that dashboards and alerts made for Patroni look for. What this node cannot know is
 * left out; a zero would be believed.
 */
final class PatroniMetrics {
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?.*");

  private PatroniMetrics() {}

  static void write(PrometheusText out, NodeView view, ApiClock clock) {
    var report = view.report();
    var running = PatroniWords.running(report);
    out.gauge("patroni_version", "Version of the agent.", version(report.agentVersion()));
    out.gauge("patroni_postgres_running", "1 if PostgreSQL runs.", running);
    out.gauge(
        "patroni_primary", "1 if PostgreSQL takes writes.", report.role() == ServerRole.PRIMARY);
    var leads = PatroniWords.isStandbyLeader(view);
    out.gauge("patroni_standby_leader", "1 if this node leads a standby cluster.", leads);
    out.gauge(
        "patroni_replica",
        "1 if PostgreSQL is a standby.",
        report.role() == ServerRole.STANDBY && !leads);
    var standby = report.role() == ServerRole.STANDBY;
    var sync = standby ? SyncRole.of(view.state(), view.self().id()) : SyncRole.NONE;
    out.gauge("patroni_sync_standby", "1 if this is a synchronous standby.", sync == SyncRole.SYNC);
    out.gauge("patroni_quorum_standby", "1 if this is a quorum standby.", sync == SyncRole.QUORUM);
    out.gauge(
        "patroni_postgres_state",
        "State of PostgreSQL as a number, see the API documentation.",
        PatroniWords.stateNumber(report.state()));
    server(out, view, clock);
    out.gauge(
        "patroni_cluster_unlocked",
        "1 if nobody holds the primary lease.",
        view.state().lease() == null);
    out.gauge("patroni_failsafe_mode_is_active", "Always 0: there is no such mode.", false);
    out.gauge(
        "patroni_dcs_last_seen",
        "When the Raft leader was last heard, seconds since 1970.",
        clock.now().minusMillis(view.raft().lastContactMillis()).getEpochSecond());
    out.gauge(
        "patroni_pending_restart",
        "1 if PostgreSQL parameters wait for a restart.",
        !report.pendingRestart().isEmpty());
    out.gauge("patroni_is_paused", "1 if automatic failover is off.", view.state().paused());
    out.gauge(
        "patroni_failover_priority",
        "Priority of this node for promotion; 0 is never.",
        view.self().promotable() ? view.self().tags().failoverPriority() : 0);
  }

  private static void server(PrometheusText out, NodeView view, ApiClock clock) {
    var database = view.database();
    var answer = database == null ? null : database.answer();
    if (database == null || answer == null || view.report().role() == ServerRole.NONE) {
      return;
    }
    var at = answer.position();
    out.gauge(
        "patroni_postmaster_start_time",
        "Since when PostgreSQL runs, seconds since 1970.",
        clock.at(database.processSinceNanos()).toEpochMilli() / 1000.0);
    if (answer.inRecovery()) {
      out.gauge("patroni_xlog_received_location", "Last WAL byte received.", at.lsn().bytes());
      if (answer.replayed() != null) {
        out.gauge(
            "patroni_xlog_replayed_location", "Last WAL byte applied.", answer.replayed().bytes());
      }
      out.gauge("patroni_xlog_paused", "1 if replay is paused.", answer.replayPaused());
    } else {
      out.gauge("patroni_xlog_location", "Last WAL byte written.", at.lsn().bytes());
    }
    out.gauge("patroni_postgres_streaming", "1 if it streams WAL.", answer.streaming());
    out.gauge(
        "patroni_postgres_in_archive_recovery",
        "1 if a standby receives nothing by streaming.",
        answer.inRecovery() && !answer.streaming());
    out.gauge("patroni_postgres_server_version", "Version of PostgreSQL.", answer.serverVersion());
    out.gauge("patroni_postgres_timeline", "Timeline of PostgreSQL.", at.timeline());
  }

  /** {@code 1.2.3} as 10203; 0 where the text has another shape. */
  static int version(String text) {
    var parts = VERSION.matcher(text);
    if (!parts.matches()) {
      return 0;
    }
    var patch = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
    return Integer.parseInt(parts.group(1)) * 10_000
        + Integer.parseInt(parts.group(2)) * 100
        + patch;
  }
}
