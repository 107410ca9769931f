package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Single values of a request's body; what has another type is an IllegalArgumentException. */
final class Fields {
  private Fields() {}

  /** A text, or a number as text; null where there is none. */
  static @Nullable String text(ObjectNode body, String key) {
    if (!body.hasNonNull(key)) {
      return null;
    }
    var node = body.get(key);
    if (!node.isTextual() && !node.isNumber()) {
      throw new IllegalArgumentException("expected a text as %s, found %s".formatted(key, node));
    }
    return node.asText();
  }

  static boolean flag(ObjectNode body, String key) {
    if (!body.hasNonNull(key)) {
      return false;
    }
    var node = body.get(key);
    if (!node.isBoolean()) {
      throw new IllegalArgumentException(
          "expected true or false as %s, found %s".formatted(key, node));
    }
    return node.booleanValue();
  }
}
