package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.net.api.ApiClock;
import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.PatroniWords;
import io.matriarch.net.api.RaftView;
import io.matriarch.net.api.SyncRole;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.SqlAnswer;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/** {@code GET /patroni}, also the body of every health check. */
public final class NodeBody {
  /** As PostgreSQL prints a timestamp with time zone. */
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);

  private NodeBody() {}

  public static byte[] of(NodeView view, ApiClock clock) {
    var report = view.report();
    var body = Json.object();
    body.put("state", PatroniWords.state(report.state()));
    body.put("role", PatroniWords.role(view));
    var database = view.database();
    if (database != null && database.answer() != null && report.role() != ServerRole.NONE) {
      server(body, view, database, database.answer(), clock);
    }
    if (report.role() == ServerRole.STANDBY) {
      switch (SyncRole.of(view.state(), view.self().id())) {
        case SYNC -> body.put("sync_standby", true);
        case QUORUM -> body.put("quorum_standby", true);
        case NONE -> {}
      }
    }
    if (view.state().paused()) {
      body.put("pause", true);
    }
    if (view.state().lease() == null) {
      body.put("cluster_unlocked", true);
    }
    body.put(
        "dcs_last_seen", clock.now().minusMillis(view.raft().lastContactMillis()).getEpochSecond());
    Shapes.tags(body, view.self().tags());
    if (report.systemIdentifier() != null) {
      body.put("database_system_identifier", report.systemIdentifier());
    }
    Shapes.pendingRestart(body, report.pendingRestart());
    Shapes.scheduledRestart(body, report.scheduledRestart());
    body.putObject("patroni")
        .put("version", report.agentVersion())
        .put("scope", view.scope())
        .put("name", view.self().id().value());
    ours(body, view, clock);
    return Json.bytes(body);
  }

  private static void server(
      ObjectNode body, NodeView view, DatabaseSeen database, SqlAnswer answer, ApiClock clock) {
    body.put("postmaster_start_time", TIMESTAMP.format(clock.at(database.processSinceNanos())));
    body.put("server_version", answer.serverVersion());
    body.put("timeline", answer.position().timeline());
    var xlog = body.putObject("xlog");
    if (answer.inRecovery()) {
      xlog.put("received_location", answer.position().lsn().bytes());
      if (answer.replayed() != null) {
        xlog.put("replayed_location", answer.replayed().bytes());
      }
      xlog.put("paused", answer.replayPaused());
      if (answer.streaming()) {
        body.put("replication_state", "streaming");
      }
    } else {
      xlog.put("location", answer.position().lsn().bytes());
    }
    if (!answer.replicas().isEmpty()) {
      var replication = body.putArray("replication");
      answer.replicas().forEach(r -> replica(replication.addObject(), r));
    }
  }

  private static void replica(ObjectNode body, SqlAnswer.Replica replica) {
    var address = replica.clientAddress();
    body.put("application_name", replica.name())
        .put("client_addr", address.isEmpty() ? null : address)
        .put("state", replica.state())
        .put("sync_state", replica.syncState())
        .put("sent_lsn", replica.sent().toString())
        .put("flush_lsn", replica.flushed().toString())
        .put("replay_lsn", replica.replayed().toString());
  }

  private static void ours(ObjectNode body, NodeView view, ApiClock clock) {
    var nowNanos = clock.nanos();
    var remaining = view.leaseRemainingNanos(nowNanos);
    var ours = body.putObject("matriarch");
    ours.put("version", view.report().agentVersion());
    ours.put("agent_started", Shapes.time(clock.started().toEpochMilli()));
    ours.put("epoch", view.state().epoch().value());
    ours.put("holds_lease", remaining > 0);
    if (remaining > 0 && remaining != Long.MAX_VALUE) {
      ours.put("lease_remaining_ms", TimeUnit.NANOSECONDS.toMillis(remaining));
    }
    ours.put("loop_age_ms", TimeUnit.NANOSECONDS.toMillis(nowNanos - view.turnedNanos()));
    if (view.report().trouble() != null) {
      ours.put("trouble", view.report().trouble());
    }
    DetailBody.node(ours, view.report().detail());
    raft(ours.putObject("raft"), view.raft());
  }

  private static void raft(ObjectNode body, RaftView raft) {
    body.put("health", raft.health())
        .put("leader", raft.leader())
        .put("leads_here", raft.leadsHere())
        .put("term", raft.term())
        .put("applied_index", raft.appliedIndex())
        .put("commit_index", raft.commitIndex())
        .put("last_contact_ms", raft.lastContactMillis());
    if (raft.trouble() != null) {
      body.put("trouble", raft.trouble());
    }
  }
}
