package io.matriarch.agent.config;

import java.util.LinkedHashMap;
import java.util.List;

/** What stands in the file, with the line where it stands. */
public sealed interface YamlNode {
  /** Where it begins, from 1. */
  int line();

  /** Null, also a key with nothing behind it. */
  record Empty(int line) implements YamlNode {}

  /**
   * Anything that is neither list nor map.
   *
   * @param text as written
   * @param kind what YAML takes it for
   */
  record Scalar(int line, String text, Kind kind) implements YamlNode {}

  /** A list. */
  record Items(int line, List<YamlNode> values) implements YamlNode {}

  /** A map, in the order of the file. */
  record Entries(int line, LinkedHashMap<String, YamlNode> values) implements YamlNode {}

  /** What YAML takes a scalar for. */
  enum Kind {
    TEXT,
    NUMBER,
    FLAG
  }
}
