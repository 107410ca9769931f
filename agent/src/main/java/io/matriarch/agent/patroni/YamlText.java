package io.matriarch.agent.patroni;

import io.matriarch.agent.config.YamlNode;
import java.util.Locale;
import java.util.Set;

/** Nodes as block-style YAML: text that YAML could take for something else is quoted. */
final class YamlText {
  /** What YAML 1.1 takes for a flag or for nothing; all readers agree on quoted text. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "nan", ".nan");

  private final StringBuilder text = new StringBuilder();

  private YamlText() {}

  static String of(YamlNode.Entries document) {
    var writer = new YamlText();
    writer.entries(document, 0);
    return writer.text.toString();
  }

  private void entries(YamlNode.Entries entries, int depth) {
    entries
        .values()
        .forEach(
            (key, value) -> {
              indent(depth);
              text.append(scalar(key)).append(':');
              below(value, depth);
            });
  }

  private void below(YamlNode value, int depth) {
    switch (value) {
      case YamlNode.Empty e -> text.append('\n');
      case YamlNode.Scalar s -> text.append(' ').append(shown(s)).append('\n');
      case YamlNode.Entries e -> {
        text.append(e.values().isEmpty() ? " {}\n" : "\n");
        entries(e, depth + 1);
      }
      case YamlNode.Items i -> {
        text.append(i.values().isEmpty() ? " []\n" : "\n");
        i.values().forEach(v -> item(v, depth + 1));
      }
    }
  }

  private void item(YamlNode value, int depth) {
    indent(depth);
    text.append('-');
    if (value instanceof YamlNode.Entries e && !e.values().isEmpty()) {
      int from = text.length();
      entries(e, depth + 1);
      // The first key stands behind the dash.
      text.replace(from, from + 2 * (depth + 1), " ");
    } else {
      below(value, depth);
    }
  }

  private void indent(int depth) {
    text.append("  ".repeat(depth));
  }

  private static String shown(YamlNode.Scalar s) {
    return s.kind() == YamlNode.Kind.TEXT ? scalar(s.text()) : s.text();
  }

  private static String scalar(String value) {
    var plain =
        value.matches("[A-Za-z_/][A-Za-z0-9_./-]*")
            && !WORDS.contains(value.toLowerCase(Locale.ROOT));
    return plain ? value : quoted(value);
  }

  private static String quoted(String value) {
    var quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                  if (Character.isISOControl(c)) {
                    quoted.append("\\u%04x".formatted(c));
                  } else {
                    quoted.appendCodePoint(c);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }
}
