package io.matriarch.ctl.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** JSON and YAML texts. */
public final class Documents {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Documents() {}

  /** Indented, without a newline at the end. */
  public static String json(JsonNode tree) {
    var unix = new DefaultIndenter("  ", "\n");
    var separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withArrayEmptySeparator("");
    var printer =
        new DefaultPrettyPrinter(separators).withObjectIndenter(unix).withArrayIndenter(unix);
    try {
      return JSON.writer(printer).writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON cannot be written", e);
    }
  }

  /** Without a newline at the end. */
  public static String yaml(JsonNode tree) {
    return Yaml.write(tree);
  }

  /** A line for each value, its key with dots before it; without a newline at the end. */
  public static String tsv(JsonNode tree) {
    var rows = new ArrayList<List<Cell>>();
    flatten("", tree, rows);
    return new Listing("", List.of(Column.left("Key"), Column.left("Value")), rows).tsv();
  }

  private static void flatten(String path, JsonNode node, List<List<Cell>> rows) {
    if (!node.isObject() || node.isEmpty()) {
      if (!path.isEmpty()) {
        rows.add(List.of(Cell.text(path), Cell.json(node)));
      }
      return;
    }
    var prefix = path.isEmpty() ? "" : path + ".";
    node.properties().forEach(e -> flatten(prefix + e.getKey(), e.getValue(), rows));
  }

  /**
   * Reads YAML, and so JSON. An empty text is an empty object.
   *
   * @throws IllegalArgumentException where it is not an object; the message says what and where
   */
  public static JsonNode parseObject(String text) {
    return Yaml.parseObject(text);
  }
}
