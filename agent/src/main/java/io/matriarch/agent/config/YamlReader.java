package io.matriarch.agent.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads YAML into nodes that know their line. A key that is written twice is a problem and not a
 * silent choice: two nodes of one name in {@code raft.peers} would otherwise make two different
 * groups.
 */
public final class YamlReader {
  private final String file;
  private final Consumer<Problem> problems;

  public YamlReader(String file, Consumer<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  /** The whole document; empty where it cannot be read, which was reported then. */
  public YamlNode.Entries read(String text) {
    var empty = new YamlNode.Entries(1, new LinkedHashMap<>());
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      var first = parser.nextToken();
      if (first == null) {
        return empty;
      }
      if (node(parser, first, "") instanceof YamlNode.Entries entries) {
        return entries;
      }
      problem(1, "(document)", "a single value", "sections such as scope, name, raft");
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      problem(
          at == null ? 1 : at.getLineNr(),
          "(document)",
          summary(e.getOriginalMessage()),
          "valid YAML");
    } catch (IOException e) {
      problem(1, "(document)", String.valueOf(e.getMessage()), "readable text");
    }
    return empty;
  }

  private YamlNode node(YAMLParser parser, JsonToken token, String path) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    return switch (token) {
      case START_OBJECT -> entries(parser, line, path);
      case START_ARRAY -> {
        var values = new ArrayList<YamlNode>();
        for (var t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
          values.add(node(parser, t, path + "[" + values.size() + "]"));
        }
        yield new YamlNode.Items(line, values);
      }
      case VALUE_NULL -> new YamlNode.Empty(line);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new YamlNode.Scalar(line, parser.getText(), YamlNode.Kind.NUMBER);
      case VALUE_TRUE, VALUE_FALSE ->
          new YamlNode.Scalar(line, parser.getText().toLowerCase(Locale.ROOT), YamlNode.Kind.FLAG);
      default ->
          parser.getText().isEmpty()
              ? new YamlNode.Empty(line)
              : new YamlNode.Scalar(line, parser.getText(), YamlNode.Kind.TEXT);
    };
  }

  private YamlNode entries(YAMLParser parser, int line, String path) throws IOException {
    var values = new LinkedHashMap<String, YamlNode>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var key = parser.currentName();
      int keyLine = parser.currentTokenLocation().getLineNr();
      var keyPath = path.isEmpty() ? key : path + "." + key;
      var value = node(parser, parser.nextToken(), keyPath);
      var earlier = values.putIfAbsent(key, value);
      if (earlier != null) {
        problem(
            keyLine,
            keyPath,
            "the key a second time, first in line " + earlier.line(),
            "each key once: remove one of them");
      }
    }
    return new YamlNode.Entries(line, values);
  }

  private void problem(int line, String path, String found, String expected) {
    problems.accept(new Problem(file + ":" + line, path, found, expected));
  }

  /**
   * The parser's message without its positions and excerpts of the file, which may hold a password.
   */
  private static String summary(String message) {
    return message
        .lines()
        .filter(l -> !l.isBlank() && !l.startsWith(" "))
        .collect(Collectors.joining(", "));
  }
}
