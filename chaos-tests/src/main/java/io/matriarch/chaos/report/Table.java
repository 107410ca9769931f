package io.matriarch.chaos.report;

import java.util.ArrayList;
import java.util.List;

/** A table of a page. */
final class Table {
  private final List<String> columns;
  private final List<String> rows = new ArrayList<>();

  /**
   * @param columns names; one that begins with {@code #} is over numbers
   */
  Table(String... columns) {
    this.columns = List.of(columns);
  }

  /** A row of plain texts. */
  Table row(String... cells) {
    return markup(List.of(cells).stream().map(Svg::text).toList());
  }

  /** A row of markup. */
  Table markup(List<String> cells) {
    var row = new StringBuilder("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      row.append(isNumber(i) ? "<td class=\"number\">" : "<td>")
          .append(cells.get(i))
          .append("</td>");
    }
    rows.add(row.append("</tr>\n").toString());
    return this;
  }

  private boolean isNumber(int column) {
    return columns.get(column).startsWith("#");
  }

  @Override
  public String toString() {
    var table = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr>");
    for (int i = 0; i < columns.size(); i++) {
      table
          .append(isNumber(i) ? "<th class=\"number\">" : "<th>")
          .append(Svg.text(columns.get(i).replaceFirst("^#", "")))
          .append("</th>");
    }
    table.append("</tr></thead>\n<tbody>\n");
    rows.forEach(table::append);
    return table.append("</tbody></table></div>\n").toString();
  }
}
