package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.statemachine.model.CopyProgress;
import io.matriarch.statemachine.model.HookResult;
import io.matriarch.statemachine.model.NodeDetail;
import io.matriarch.statemachine.model.SlotSeen;
import org.jspecify.annotations.Nullable;

/** What a node says of itself besides its role. */
final class DetailBody {
  private DetailBody() {}

  /** What {@code GET /cluster} has of a member. */
  static void member(ObjectNode body, @Nullable NodeDetail detail) {
    if (detail == null) {
      return;
    }
    if (detail.drained()) {
      body.put("drained", true);
    }
    if (detail.copying() != null) {
      copying(body.putObject("copying"), detail.copying());
    }
  }

  /** What {@code GET /patroni} has of a node. */
  static void node(ObjectNode body, @Nullable NodeDetail detail) {
    member(body, detail);
    if (detail == null) {
      return;
    }
    if (detail.slots() != null && !detail.slots().isEmpty()) {
      var slots = body.putArray("slots");
      detail.slots().forEach(slot -> slot(slots.addObject(), slot));
    }
    if (!detail.hooks().isEmpty()) {
      var hooks = body.putArray("hooks");
      detail.hooks().forEach(hook -> hook(hooks.addObject(), hook));
    }
  }

  private static void copying(ObjectNode body, CopyProgress copy) {
    body.put("method", copy.method())
        .put("bytes", copy.bytes())
        .put("bytes_per_second", copy.bytesPerSecond());
    if (copy.percent() >= 0) {
      body.put("total_bytes", copy.totalBytes()).put("percent", copy.percent());
    }
  }

  private static void slot(ObjectNode body, SlotSeen slot) {
    var from = slot.keepsFrom();
    var confirmed = slot.confirmed();
    body.put("name", slot.name())
        .put("type", slot.logical() ? "logical" : "physical")
        .put("active", slot.active())
        .put("restart_lsn", from == null ? null : from.toString())
        .put("wal_status", slot.walStatus())
        .put("kept_bytes", slot.keptBytes());
    if (confirmed != null) {
      body.put("confirmed_flush_lsn", confirmed.toString());
    }
  }

  static void hook(ObjectNode body, HookResult hook) {
    body.put("hook", hook.hook())
        .put("role", hook.role())
        .put("outcome", hook.outcome())
        .put("at", Shapes.time(hook.atEpochMillis()))
        .put("took_ms", hook.tookMillis());
  }
}
