package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.ClusterView.AgedReport;
import io.matriarch.net.api.HeldElection;
import io.matriarch.net.api.PatroniWords;
import io.matriarch.net.api.PrimaryPosition;
import io.matriarch.net.api.RaftView;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import io.matriarch.statemachine.model.Vacancy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code GET /cluster}. */
public final class ClusterBody {
  private static final String UNKNOWN = "unknown";

  private ClusterBody() {}

  public static byte[] of(ClusterView view, RaftView raft) {
    var state = view.state();
    var primaryAt = PrimaryPosition.of(view).orElse(null);
    var body = Json.object();
    var members = body.putArray("members");
    for (var member : state.members().values()) {
      var heard = view.reports().get(member.id());
      member(members.addObject(), member, state, heard, primaryAt);
    }
    body.put("scope", view.scope());
    if (state.systemIdentifier() != null) {
      body.put("system_identifier", state.systemIdentifier());
    }
    if (state.paused()) {
      body.put("pause", true);
    }
    scheduled(body, state.scheduled());
    ours(body, view);
    body.put("raft_leader", raft.leader());
    body.put("age_ms", view.ageMillis());
    return Json.bytes(body);
  }

  private static void scheduled(ObjectNode body, @Nullable ScheduledSwitchover later) {
    if (later != null) {
      body.putObject("scheduled_switchover")
          .put("at", Shapes.time(later.atEpochMillis()))
          .put("from", later.leader().value())
          .put("to", Shapes.name(later.candidate()))
          .put("id", later.id())
          .put("requested_by", later.by());
    }
  }

  private static void member(
      ObjectNode body,
      Member member,
      ClusterState state,
      @Nullable AgedReport heard,
      @Nullable Lsn primaryAt) {
    body.put("name", member.id().value());
    body.put("role", PatroniWords.memberRole(member, state));
    body.put("state", heard == null ? UNKNOWN : heard.report().state().label());
    body.put("api_url", member.apiUrl() + "/patroni");
    address(body, member.postgresAddress());
    if (heard != null) {
      report(body, heard.report());
    }
    if (member.kind() != MemberKind.WITNESS) {
      var holder = state.isHolder(member.id());
      positions(body, heard == null ? null : heard.report(), holder, primaryAt);
    }
    Shapes.tags(body, member.tags());
    body.put("kind", member.kind().name().toLowerCase(Locale.ROOT));
    if (heard != null) {
      body.put("age_ms", heard.ageMillis());
    }
  }

  private static void address(ObjectNode body, String hostAndPort) {
    var colon = hostAndPort.lastIndexOf(':');
    if (colon > 0) {
      body.put("host", hostAndPort.substring(0, colon).replaceAll("^\\[|]$", ""));
      body.put("port", Integer.parseInt(hostAndPort.substring(colon + 1)));
    }
  }

  private static void report(ObjectNode body, MemberReport report) {
    if (report.position() != null) {
      body.put("timeline", report.position().timeline());
    }
    Shapes.pendingRestart(body, report.pendingRestart());
    Shapes.scheduledRestart(body, report.scheduledRestart());
    if (report.upstream() != null) {
      body.put("upstream", report.upstream());
    }
    if (report.serverVersion() > 0) {
      body.put("server_version", report.serverVersion());
    }
    body.put("agent_version", report.agentVersion());
    DetailBody.member(body, report.detail());
    if (report.trouble() != null) {
      body.put("trouble", report.trouble());
    }
  }

  private static void positions(
      ObjectNode body, @Nullable MemberReport report, boolean holder, @Nullable Lsn primaryAt) {
    var position = report == null ? null : report.position();
    var received = position == null ? null : position.lsn();
    body.put("lsn", received == null ? UNKNOWN : received.toString());
    if (holder) {
      return;
    }
    var replayed = report == null ? null : report.replayed();
    lag(body, "lag", received, primaryAt);
    body.put("receive_lsn", received == null ? UNKNOWN : received.toString());
    lag(body, "receive_lag", received, primaryAt);
    body.put("replay_lsn", replayed == null ? UNKNOWN : replayed.toString());
    lag(body, "replay_lag", replayed, primaryAt);
  }

  private static void lag(
      ObjectNode body, String field, @Nullable Lsn standbyAt, @Nullable Lsn primaryAt) {
    if (standbyAt == null || primaryAt == null) {
      body.put(field, UNKNOWN);
    } else {
      body.put(field, primaryAt.bytesAhead(standbyAt));
    }
  }

  private static void ours(ObjectNode body, ClusterView view) {
    var state = view.state();
    body.put("epoch", state.epoch().value());
    synchronous(body, state);
    var lease = state.lease();
    if (lease != null) {
      var shown =
          body.putObject("lease")
              .put("holder", lease.holder().value())
              .put("epoch", lease.epoch().value())
              .put("ttl_ms", lease.ttl().toMillis())
              .put("open_ended", lease.openEnded());
      if (lease.stance() != null) {
        shown.put("stance", lease.stance().name().toLowerCase(Locale.ROOT));
      }
    }
    var vacancy = state.vacancy();
    if (vacancy != null) {
      vacancy(body.putObject("vacancy"), view, vacancy);
    }
    if (state.operation() != null) {
      OperationBody.running(body.putObject("operation"), state.operation());
    }
  }

  private static void synchronous(ObjectNode body, ClusterState state) {
    var mode = state.config().synchronousMode();
    var shown = body.putObject("sync").put("mode", mode.name().toLowerCase(Locale.ROOT));
    var sync = state.sync();
    if (sync != null) {
      shown.put("needed", sync.needed());
      Shapes.names(shown.putArray("standbys"), sync.standbys());
    }
  }

  private static void vacancy(ObjectNode body, ClusterView view, Vacancy vacancy) {
    body.put("previous", vacancy.previous().value())
        .put("epoch", vacancy.epoch().value())
        .put("clean", vacancy.clean())
        .put("reason", vacancy.reason());
    if (vacancy.lastKnown() != null) {
      body.put("last_known_timeline", vacancy.lastKnown().timeline());
      body.put("last_known_lsn", vacancy.lastKnown().lsn().toString());
    }
    HeldElection.of(view)
        .ifPresent(held -> Shapes.names(body.putArray("held_up_by"), held.missing()));
  }
}
