package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.statemachine.model.HistoryEntry;
import java.util.List;

/**
 * {@code GET /history}: one array for each end of a timeline, {@code [timeline, position in bytes,
 * reason, time, new leader]}. Who became primary without a new timeline is not in it.
 */
public final class HistoryBody {
  private HistoryBody() {}

  public static byte[] of(List<HistoryEntry> history) {
    var body = JsonNodeFactory.instance.arrayNode();
    var parent = 0;
    for (var entry : history) {
      var fork = entry.forkedAt();
      if (fork != null) {
        body.addArray()
            .add(parent > 0 ? parent : entry.timeline() - 1)
            .add(fork.bytes())
            .add(entry.reason())
            .add(Shapes.time(entry.atEpochMillis()))
            .add(entry.primary().value());
      }
      parent = entry.timeline();
    }
    return Json.bytes(body);
  }
}
