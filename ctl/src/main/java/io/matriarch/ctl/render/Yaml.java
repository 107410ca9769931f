package io.matriarch.ctl.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;

/** Kept apart from JSON since loading a YAML library is a good part of a command's time. */
final class Yaml {
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(Feature.WRITE_DOC_START_MARKER)
              .disable(Feature.SPLIT_LINES)
              .enable(Feature.MINIMIZE_QUOTES)
              // Without it "on" and "010" would come back as a flag and a number.
              .enable(Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .build());

  private Yaml() {}

  static String write(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree).stripTrailing();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON cannot be written", e);
    }
  }

  static JsonNode parseObject(String text) {
    if (text.isBlank()) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      var tree = MAPPER.readTree(text);
      if (tree.isMissingNode() || tree.isNull()) {
        return JsonNodeFactory.instance.objectNode();
      }
      if (!tree.isObject()) {
        throw new IllegalArgumentException(
            "expected keys with values, found %s".formatted(tree.getNodeType()));
      }
      return tree;
    } catch (JsonProcessingException e) {
      var where = e.getLocation();
      var line = where == null ? "" : " in line " + where.getLineNr();
      throw new IllegalArgumentException(
          "not YAML%s: %s".formatted(line, e.getOriginalMessage()), e);
    }
  }
}
