package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.statemachine.model.ConfigVersion;
import java.util.List;

/** {@code GET /config/history}: the versions that are kept, oldest first. */
public final class ConfigHistoryBody {
  private ConfigHistoryBody() {}

  public static byte[] of(List<ConfigVersion> versions) {
    var body = JsonNodeFactory.instance.arrayNode();
    for (var version : versions) {
      var shown = body.addObject().put("version", version.version()).put("by", version.by());
      if (version.atEpochMillis() > 0) {
        shown.put("at", Shapes.time(version.atEpochMillis()));
      }
      shown.set("config", ConfigJson.node(version.tree()));
    }
    return Json.bytes(body);
  }
}
