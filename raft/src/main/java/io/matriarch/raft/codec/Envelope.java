package io.matriarch.raft.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Objects;

/**
 * What surrounds every value: {@code {"v":1,"type":"RenewLease","body":{...}}}.
 *
 * @param v the format version
 * @param type names what the body is
 * @param body the value
 */
record Envelope(int v, String type, JsonNode body) {
  static final int VERSION = 1;

  static byte[] seal(String type, Object value) {
    try {
      return Json.MAPPER.writeValueAsBytes(
          new Envelope(VERSION, type, Json.MAPPER.valueToTree(value)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a " + type + " cannot be written as JSON", e);
    }
  }

  /**
   * @throws FormatException if {@code bytes} are no envelope of this version
   */
  static Envelope open(byte[] bytes) throws FormatException {
    Envelope envelope;
    try {
      envelope = Json.MAPPER.readValue(bytes, Envelope.class);
    } catch (IOException | RuntimeException e) {
      throw new FormatException("no readable envelope: " + brief(e));
    }
    if (envelope == null || envelope.v != VERSION) {
      throw new FormatException(
          "format version %s, this agent reads version %d"
              .formatted(envelope == null ? "none" : envelope.v, VERSION));
    }
    if (Objects.isNull(envelope.type) || Objects.isNull(envelope.body)) {
      throw new FormatException("envelope without type or body");
    }
    return envelope;
  }

  /**
   * @throws FormatException if the body lacks something or has the wrong shape
   */
  <T> T read(Class<T> as) throws FormatException {
    try {
      T value = Json.MAPPER.treeToValue(body, as);
      if (value == null) {
        throw new FormatException(type + " without content");
      }
      Components.require(value);
      return value;
    } catch (IOException | RuntimeException e) {
      throw new FormatException(type + " with a wrong body: " + brief(e));
    }
  }

  private static String brief(Exception e) {
    var message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
