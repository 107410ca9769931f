package io.matriarch.ctl.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.ctl.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows under headings, in any {@link Format}.
 *
 * @param title shown by people's format only
 * @param columns from left to right
 * @param rows each with one cell per column
 */
public record Listing(String title, List<Column> columns, List<List<Cell>> rows) {
  /** Without a newline at the end. */
  public String render(Format format, Terminal terminal) {
    return switch (format) {
      case PRETTY -> Box.draw(title, forPeople(), columns, rows, terminal);
      case JSON -> Documents.json(array());
      case YAML, YML -> Documents.yaml(array());
      case TSV -> tsv();
    };
  }

  private List<Integer> forPeople() {
    return forPrograms().stream()
        .filter(i -> columns.get(i).shown() != Column.Shown.FOR_PROGRAMS)
        .toList();
  }

  /** A column that any row fills stays in all rows: programs count fields, so none may shift. */
  private List<Integer> forPrograms() {
    return IntStream.range(0, columns.size())
        .filter(i -> columns.get(i).shown() != Column.Shown.WHERE_ANY || any(i))
        .boxed()
        .toList();
  }

  private boolean any(int column) {
    return rows.stream().anyMatch(row -> !row.get(column).isEmpty());
  }

  private ArrayNode array() {
    var array = JsonNodeFactory.instance.arrayNode();
    for (var row : rows) {
      var object = array.addObject();
      for (int i = 0; i < columns.size(); i++) {
        if (!row.get(i).isEmpty()) {
          object.set(columns.get(i).heading(), row.get(i).value());
        }
      }
    }
    return array;
  }

  String tsv() {
    var shown = forPrograms();
    var lines = new ArrayList<String>();
    lines.add(tabbed(shown, i -> columns.get(i).heading()));
    rows.forEach(row -> lines.add(tabbed(shown, i -> field(row.get(i)))));
    return String.join("\n", lines);
  }

  private static String tabbed(List<Integer> shown, IntFunction<String> field) {
    return shown.stream().map(field::apply).collect(Collectors.joining("\t"));
  }

  private static String field(Cell cell) {
    var text = cell.value().isValueNode() ? cell.value().asText() : cell.value().toString();
    return cell.isEmpty() ? "" : text.replaceAll("[\t\r\n]+", " ");
  }
}
