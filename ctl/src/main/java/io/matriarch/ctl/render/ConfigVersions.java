package io.matriarch.ctl.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Versions of the dynamic configuration: when, who, and which keys became different. */
public final class ConfigVersions {
  private static final List<Column> COLUMNS =
      List.of(
          Column.right("Version"),
          Column.left("Timestamp"),
          Column.left("By"),
          Column.left("Changed"));

  private ConfigVersions() {}

  public static Listing of(JsonNode versions) {
    var rows = new ArrayList<List<Cell>>();
    JsonNode before = JsonNodeFactory.instance.objectNode();
    for (var version : versions) {
      var now = version.path("config");
      rows.add(
          List.of(
              Cell.number(version.path("version").asInt()),
              Cell.text(version.path("at").asText()),
              Cell.text(version.path("by").asText()),
              Cell.text(String.join(", ", changed("", before, now)))));
      before = now;
    }
    return new Listing("", COLUMNS, rows);
  }

  private static List<String> changed(String prefix, JsonNode before, JsonNode now) {
    var keys = new TreeSet<String>();
    before.fieldNames().forEachRemaining(keys::add);
    now.fieldNames().forEachRemaining(keys::add);
    var changed = new ArrayList<String>();
    for (var key : keys) {
      var was = before.path(key);
      var is = now.path(key);
      if (is.isObject() && (was.isObject() || was.isMissingNode())
          || was.isObject() && is.isMissingNode()) {
        changed.addAll(changed(prefix + key + ".", was, is));
      } else if (!was.equals(is)) {
        changed.add(prefix + key + (is.isMissingNode() ? " removed" : "=" + is.asText()));
      }
    }
    return changed;
  }
}
