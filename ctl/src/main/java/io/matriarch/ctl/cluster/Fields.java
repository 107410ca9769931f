package io.matriarch.ctl.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Reads a JSON object in which anything may be absent, null or {@code "unknown"}. */
record Fields(JsonNode json) {
  @Nullable String text(String name) {
    var value = json.path(name);
    return value.isValueNode() && !value.isNull() && !value.asText().isBlank()
        ? value.asText()
        : null;
  }

  String text(String name, String otherwise) {
    var value = text(name);
    return value == null ? otherwise : value;
  }

  @Nullable Long number(String name) {
    var value = json.path(name);
    return value.isNumber() ? value.asLong() : null;
  }
}
