package io.matriarch.net.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON trees to bytes and back, with bounds on what a stranger may send. */
final class Json {
  private static final int DEEPEST = 32;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(factory(DEEPEST))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Twice the same key is refused: which of them was meant? */
  static JsonFactory factory(int deepest) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(deepest).maxNumberLength(100).build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .build();
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one JSON object; an empty body is an empty object where {@code emptyIsObject}. */
  static Parsed<ObjectNode> parseObject(byte[] body, boolean emptyIsObject) {
    try {
      if (body.length == 0 && emptyIsObject) {
        return new Parsed.Good<>(object());
      }
      return MAPPER.readTree(body) instanceof ObjectNode found
          ? new Parsed.Good<>(found)
          : new Parsed.Bad<>("expected a JSON object as body, found something else");
    } catch (JsonProcessingException e) {
      return new Parsed.Bad<>(why(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong and where, without a quote of the document. */
  static String why(JsonProcessingException e) {
    var at = e.getLocation();
    var what = e.getOriginalMessage();
    return at == null
        ? "the body is not valid JSON: " + what
        : "the body is not valid JSON: line %d, column %d: %s"
            .formatted(at.getLineNr(), at.getColumnNr(), what);
  }
}
