package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.matriarch.net.api.Explanation;
import java.util.List;

/** {@code GET /explain}. */
public final class ExplainBody {
  private ExplainBody() {}

  public static byte[] of(Explanation explanation) {
    var body = Json.object();
    entries(body.putArray("node"), explanation.node());
    entries(body.putArray("coordinator"), explanation.coordinator());
    body.put("coordinator_at", explanation.coordinatorAt());
    var blockers = body.putArray("blockers");
    explanation.blockers().forEach(blockers::add);
    return Json.bytes(body);
  }

  private static void entries(ArrayNode array, List<Explanation.Entry> entries) {
    for (var entry : entries) {
      array
          .addObject()
          .put("at", entry.at())
          .put("rule", entry.rule())
          .put("decision", entry.decision())
          .put("reason", entry.reason())
          .put("times", entry.times());
    }
  }
}
