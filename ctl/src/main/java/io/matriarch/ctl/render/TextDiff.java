package io.matriarch.ctl.render;

import io.matriarch.ctl.terminal.Colour;
import io.matriarch.ctl.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** What changes between two texts of some hundred lines, line by line. */
public final class TextDiff {
  private static final int CONTEXT_LINES = 2;

  private TextDiff() {}

  /** Lines that begin with {@code -}, {@code +} or a blank; empty where the texts are equal. */
  public static List<String> lines(String before, String after, Terminal terminal) {
    var script = script(before.lines().toList(), after.lines().toList());
    var shown = new ArrayList<String>();
    int last = -1;
    for (int i = 0; i < script.size(); i++) {
      if (nearChange(script, i)) {
        if (last >= 0 && last < i - 1) {
          shown.add("  ...");
        }
        shown.add(painted(script.get(i), terminal));
        last = i;
      }
    }
    return List.copyOf(shown);
  }

  private static boolean nearChange(List<String> script, int at) {
    int from = Math.max(0, at - CONTEXT_LINES);
    int to = Math.min(script.size(), at + CONTEXT_LINES + 1);
    return script.subList(from, to).stream().anyMatch(line -> !line.startsWith("  "));
  }

  private static String painted(String line, Terminal terminal) {
    return switch (line.charAt(0)) {
      case '-' -> terminal.paint(Colour.BAD, line);
      case '+' -> terminal.paint(Colour.GOOD, line);
      default -> line;
    };
  }

  /** By the longest common subsequence. */
  private static List<String> script(List<String> a, List<String> b) {
    var common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    var script = new ArrayList<String>();
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        script.add("  " + a.get(i++));
        j++;
      } else if (j == b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
        script.add("- " + a.get(i++));
      } else {
        script.add("+ " + b.get(j++));
      }
    }
    return script;
  }
}
