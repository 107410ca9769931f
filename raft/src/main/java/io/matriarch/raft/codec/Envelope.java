package io.matriarch.raft.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
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
    var envelope = of(bytes);
    if (envelope.isLater()) {
      throw new FormatException(envelope.laterFormat());
    }
    return envelope;
  }

  /**
   * @throws FormatException if {@code bytes} are no envelope of this version nor of a later one:
   *     all of them have a number
   */
  static Envelope of(byte[] bytes) throws FormatException {
    Envelope envelope;
    try {
      envelope = Json.MAPPER.readValue(bytes, Envelope.class);
    } catch (IOException | RuntimeException e) {
      throw new FormatException("no readable envelope: " + brief(e));
    }
    if (envelope == null || envelope.v < VERSION) {
      throw new FormatException("envelope without a format version");
    }
    if (!envelope.isLater()
        && (Objects.isNull(envelope.type)
            || Objects.isNull(envelope.body)
            || envelope.body.isNull())) {
      throw new FormatException("envelope without type or body");
    }
    return envelope;
  }

  /** Written by a later version of the agent. */
  boolean isLater() {
    return v > VERSION;
  }

  String laterFormat() {
    return "format version %d, this agent reads version %d".formatted(v, VERSION);
  }

  /**
   * A part that is not known here is left out.
   *
   * @throws FormatException if the body lacks something or has the wrong shape
   */
  <T> T read(Class<T> as) throws FormatException {
    return read(as, Json.MAPPER.readerFor(as));
  }

  /**
   * @throws FormatException if the body lacks something, has the wrong shape, or a part that is not
   *     known here
   */
  <T> T readAll(Class<T> as) throws FormatException {
    return read(
        as, Json.MAPPER.readerFor(as).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
  }

  private <T> T read(Class<T> as, ObjectReader reader) throws FormatException {
    try {
      T value = reader.readValue(body, as);
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
