package io.matriarch.ctl.render;

import io.matriarch.ctl.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A table of plus, minus and bar, with its title in the upper border. */
final class Box {
  private Box() {}

  /**
   * @param shown indexes of the columns that appear
   */
  static String draw(
      String title,
      List<Integer> shown,
      List<Column> columns,
      List<List<Cell>> rows,
      Terminal terminal) {
    var widths = widths(title, shown, columns, rows);
    var lines = new ArrayList<String>();
    var border = border(widths);
    lines.add(title.isEmpty() ? border : titled(title, border));
    lines.add(line(shown.size(), i -> pad(columns.get(shown.get(i)).heading(), widths[i], false)));
    lines.add(border);
    for (var row : rows) {
      lines.add(
          line(
              shown.size(),
              i -> cell(row.get(shown.get(i)), widths[i], columns.get(shown.get(i)), terminal)));
    }
    if (!rows.isEmpty()) {
      lines.add(border);
    }
    return String.join("\n", lines);
  }

  private static int[] widths(
      String title, List<Integer> shown, List<Column> columns, List<List<Cell>> rows) {
    var widths = new int[shown.size()];
    int sum = 1;
    for (int i = 0; i < widths.length; i++) {
      int column = shown.get(i);
      widths[i] = columns.get(column).heading().length();
      for (var row : rows) {
        widths[i] = Math.max(widths[i], row.get(column).pretty().length());
      }
      sum += widths[i] + 3;
    }
    // "+ title -+" must fit into the border.
    widths[widths.length - 1] += Math.max(0, title.length() + 5 - sum);
    return widths;
  }

  private static String border(int[] widths) {
    var border = new StringBuilder("+");
    for (int width : widths) {
      border.append("-".repeat(width + 2)).append('+');
    }
    return border.toString();
  }

  private static String titled(String title, String border) {
    var start = "+ " + title + " ";
    return start + border.substring(start.length());
  }

  private static String line(int count, IntFunction<String> text) {
    var line = new StringBuilder("|");
    for (int i = 0; i < count; i++) {
      line.append(' ').append(text.apply(i)).append(" |");
    }
    return line.toString();
  }

  /** Padded before it is painted: control sequences have no width. */
  private static String cell(Cell cell, int width, Column column, Terminal terminal) {
    var padded = pad(cell.pretty(), width, column.alignRight());
    return cell.colour() == null ? padded : terminal.paint(cell.colour(), padded);
  }

  private static String pad(String text, int width, boolean right) {
    var blanks = " ".repeat(width - text.length());
    return right ? blanks + text : text + blanks;
  }
}
