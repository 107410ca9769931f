package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.statemachine.model.ConfigValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.TreeMap;

/** The dynamic configuration as JSON: value for value, keys sorted. */
public final class ConfigJson {
  /** Written out in full, a number beyond this would be a page of zeros. */
  private static final int MOST_DIGITS = 40;

  private ConfigJson() {}

  public static byte[] write(ConfigValue.Tree tree) {
    return Json.bytes(node(tree));
  }

  /** Reads a configuration or a merge patch: a JSON object. */
  public static Parsed<ConfigValue.Tree> parse(byte[] body) {
    return switch (Json.parseObject(body, false)) {
      case Parsed.Bad<ObjectNode> bad -> new Parsed.Bad<>(bad.message());
      case Parsed.Good<ObjectNode> good -> {
        try {
          yield new Parsed.Good<>(tree(good.value()));
        } catch (IllegalArgumentException e) {
          yield new Parsed.Bad<>(String.valueOf(e.getMessage()));
        }
      }
    };
  }

  static JsonNode node(ConfigValue value) {
    var make = JsonNodeFactory.instance;
    return switch (value) {
      case ConfigValue.Text t -> make.textNode(t.value());
      case ConfigValue.Flag f -> make.booleanNode(f.value());
      case ConfigValue.Null n -> make.nullNode();
      case ConfigValue.Number n -> number(n.value());
      case ConfigValue.Items i -> {
        var array = make.arrayNode();
        i.values().forEach(v -> array.add(node(v)));
        yield array;
      }
      case ConfigValue.Tree t -> {
        var object = make.objectNode();
        t.entries().forEach((k, v) -> object.set(k, node(v)));
        yield object;
      }
    };
  }

  static ConfigValue.Tree tree(ObjectNode object) {
    var entries = new TreeMap<String, ConfigValue>();
    object.properties().forEach(e -> entries.put(e.getKey(), value(e.getValue())));
    return new ConfigValue.Tree(entries);
  }

  private static ConfigValue value(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> new ConfigValue.Text(node.textValue());
      case BOOLEAN -> new ConfigValue.Flag(node.booleanValue());
      case NUMBER -> new ConfigValue.Number(bounded(node.decimalValue()));
      case ARRAY -> {
        var items = new ArrayList<ConfigValue>();
        node.forEach(n -> items.add(value(n)));
        yield new ConfigValue.Items(items);
      }
      case OBJECT -> tree((ObjectNode) node);
      case NULL -> new ConfigValue.Null();
      case BINARY, MISSING, POJO -> throw new IllegalArgumentException("not JSON: " + node);
    };
  }

  private static BigDecimal bounded(BigDecimal number) {
    if (number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS) {
      throw new IllegalArgumentException(
          "expected numbers of at most %d digits, found %s".formatted(MOST_DIGITS, number));
    }
    return number;
  }

  /** Whole numbers without exponent: {@code 1E+1} is JSON, but nobody wrote it that way. */
  private static JsonNode number(BigDecimal value) {
    var plain = value.scale() < 0 ? value.setScale(0) : value;
    return plain.scale() == 0
        ? JsonNodeFactory.instance.numberNode(plain.toBigIntegerExact())
        : JsonNodeFactory.instance.numberNode(plain);
  }
}
