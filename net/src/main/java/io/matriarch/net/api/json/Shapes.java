package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.net.api.PatroniWords;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.PendingRestart;
import io.matriarch.statemachine.model.ScheduledRestart;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.Tags;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Pieces that more than one body has. */
final class Shapes {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx").withZone(ZoneOffset.UTC);

  private Shapes() {}

  static String time(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis));
  }

  /** Adds {@code tags} where there are any. */
  static void tags(ObjectNode body, Tags tags) {
    var shown = PatroniWords.tags(tags);
    if (!shown.isEmpty()) {
      var node = body.putObject("tags");
      shown.forEach(node::putPOJO);
    }
  }

  /** Adds what waits for a restart, and why, as Patroni writes it. */
  static void pendingRestart(ObjectNode body, List<PendingRestart> pending) {
    if (pending.isEmpty()) {
      return;
    }
    body.put("pending_restart", true);
    var reasons = body.putObject("pending_restart_reason");
    for (var p : pending) {
      reasons.putObject(p.parameter()).put("old_value", p.inEffect()).put("new_value", p.wanted());
    }
  }

  static void scheduledRestart(ObjectNode body, @Nullable ScheduledRestart later) {
    if (later == null) {
      return;
    }
    var terms = later.terms();
    var shown = body.putObject("scheduled_restart").put("schedule", time(later.atEpochMillis()));
    if (terms.role() != null) {
      shown.put("role", terms.role() == ServerRole.PRIMARY ? "primary" : "replica");
    }
    if (terms.belowVersion() > 0) {
      shown.put("postgres_version", terms.belowVersion());
    }
    if (terms.pendingOnly()) {
      shown.put("restart_pending", true);
    }
    if (terms.timeoutMillis() > 0) {
      shown.put("timeout", terms.timeoutMillis() / 1000.0);
    }
    shown.put("requested_by", later.by());
  }

  static void names(ArrayNode array, Collection<MemberId> members) {
    members.forEach(member -> array.add(member.value()));
  }

  static String kind(Operation.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  static String phase(Operation.Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  static @Nullable String name(@Nullable MemberId member) {
    return member == null ? null : member.value();
  }
}
