package io.matriarch.agent.patroni;

import io.matriarch.agent.config.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;

/** One section of the file that is written, in its order. */
final class Target {
  private final LinkedHashMap<String, YamlNode> values = new LinkedHashMap<>();

  void put(String key, YamlNode value) {
    values.put(key, value);
  }

  void text(String key, String value) {
    values.put(key, new YamlNode.Scalar(0, value, YamlNode.Kind.TEXT));
  }

  void flag(String key, boolean value) {
    values.put(key, new YamlNode.Scalar(0, Boolean.toString(value), YamlNode.Kind.FLAG));
  }

  void number(String key, long value) {
    values.put(key, new YamlNode.Scalar(0, Long.toString(value), YamlNode.Kind.NUMBER));
  }

  void items(String key, List<YamlNode> items) {
    values.put(key, new YamlNode.Items(0, items));
  }

  /** A section, where there is anything in it. */
  void section(String key, Target below) {
    if (!below.values.isEmpty()) {
      values.put(key, below.node());
    }
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  YamlNode.Entries node() {
    return new YamlNode.Entries(0, values);
  }
}
