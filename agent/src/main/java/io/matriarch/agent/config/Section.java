package io.matriarch.agent.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One map of the file as the parser asks it for settings. A setting that is wrong or missing is
 * reported and answered with something of the right type, so that the reading goes on and finds the
 * rest.
 */
final class Section {
  private final Reading reading;
  private final YamlNode.Entries entries;
  private final String path;
  private final TreeSet<String> known = new TreeSet<>();

  Section(Reading reading, YamlNode.Entries entries, String path) {
    this.reading = reading;
    this.entries = entries;
    this.path = path;
  }

  /** Path of a setting here, for messages. */
  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** True where the file or the environment says something there. */
  boolean has(String key) {
    known.add(key);
    return !(node(key) instanceof YamlNode.Empty)
        || reading.isOverridden(path(key))
        || reading.isOverriddenBelow(path(key));
  }

  Section section(String key) {
    var node = node(key);
    return switch (node) {
      case YamlNode.Entries e -> new Section(reading, e, path(key));
      case YamlNode.Empty e -> new Section(reading, empty(e.line()), path(key));
      case YamlNode.Items i -> wrongSection(key, i, "a list");
      case YamlNode.Scalar s -> wrongSection(key, s, "a single value");
    };
  }

  /** The value as it stands there; {@link YamlNode.Empty} where nothing does. */
  YamlNode node(String key) {
    known.add(key);
    return entries.values().getOrDefault(key, new YamlNode.Empty(0));
  }

  Map<String, YamlNode> nodes() {
    known.addAll(entries.values().keySet());
    return entries.values();
  }

  /** The text of a single value, overridden or not; null where there is none. */
  @Nullable String textOrNull(String key) {
    known.add(key);
    var variable = Reading.variable(path(key));
    reading.usedVariables().add(variable);
    var overridden = reading.environment().get(variable);
    if (overridden != null) {
      return overridden.isEmpty() ? null : overridden;
    }
    return switch (node(key)) {
      case YamlNode.Scalar s -> s.text();
      case YamlNode.Empty e -> null;
      case YamlNode.Items i -> wrongText(key, "a list");
      case YamlNode.Entries e -> wrongText(key, "a map");
    };
  }

  String required(String key, String expected) {
    var text = textOrNull(key);
    if (text == null) {
      if (!(node(key) instanceof YamlNode.Items || node(key) instanceof YamlNode.Entries)) {
        problem(key, "nothing", expected);
      }
      return "";
    }
    return text;
  }

  /** A required setting of a shape that {@code parse} knows; {@code fallback} after a problem. */
  <T> T required(String key, String expected, Function<String, Optional<T>> parse, T fallback) {
    var text = required(key, expected);
    return text.isEmpty() ? fallback : shaped(key, text, expected, parse, fallback);
  }

  <T> T optional(String key, String expected, Function<String, Optional<T>> parse, T fallback) {
    var text = textOrNull(key);
    return text == null ? fallback : shaped(key, text, expected, parse, fallback);
  }

  private <T> T shaped(
      String key, String text, String expected, Function<String, Optional<T>> parse, T fallback) {
    var value = parse.apply(text);
    if (value.isEmpty()) {
      problem(key, quoted(text), expected);
    }
    return value.orElse(fallback);
  }

  Path requiredPath(String key) {
    return required(key, "an absolute path", Section::absolute, Path.of("/"));
  }

  boolean flag(String key, boolean fallback) {
    return optional(key, "true or false", Section::parseFlag, fallback);
  }

  int integer(String key, int min, int max, int fallback) {
    var expected = "a whole number from %d to %d".formatted(min, max);
    return optional(key, expected, t -> wholeNumber(t, min, max), fallback);
  }

  /** Reports what is written here and was never asked for. */
  void finish() {
    for (var entry : new TreeMap<>(entries.values()).entrySet()) {
      if (!known.contains(entry.getKey())) {
        var near = NearestKey.of(entry.getKey(), known).map(n -> "; did you mean " + n + "?");
        reading.problem(
            entry.getValue().line(),
            path(entry.getKey()),
            "an unknown key",
            "one of " + String.join(", ", known) + near.orElse(""));
      }
    }
  }

  void problem(String key, String found, String expected) {
    var variable = Reading.variable(path(key));
    if (reading.environment().containsKey(variable)) {
      reading.problems().add(new Problem(variable, path(key), found, expected));
    } else {
      int line = node(key).line();
      reading.problem(line == 0 ? entries.line() : line, path(key), found, expected);
    }
  }

  /** Found text as it stands in messages: quoted, cut where it is long. */
  static String quoted(String text) {
    return "'" + (text.length() > 80 ? text.substring(0, 80) + "..." : text) + "'";
  }

  static Optional<Path> absolute(String text) {
    return text.startsWith("/") && text.indexOf('\0') < 0
        ? Optional.of(Path.of(text).normalize())
        : Optional.empty();
  }

  static Optional<Boolean> parseFlag(String text) {
    return switch (text) {
      case "true", "on", "yes" -> Optional.of(true);
      case "false", "off", "no" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Integer> wholeNumber(String text, int min, int max) {
    try {
      int value = new BigDecimal(text).intValueExact();
      return value < min || value > max ? Optional.empty() : Optional.of(value);
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Section wrongSection(String key, YamlNode node, String found) {
    problem(key, found, "a section: keys with values below it");
    return new Section(reading, empty(node.line()), path(key));
  }

  private @Nullable String wrongText(String key, String found) {
    problem(key, found, "a single value");
    return null;
  }

  private YamlNode.Entries empty(int line) {
    return new YamlNode.Entries(line == 0 ? entries.line() : line, new LinkedHashMap<>());
  }
}
