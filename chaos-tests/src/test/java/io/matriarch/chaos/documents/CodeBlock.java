package io.matriarch.chaos.documents;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines of a page that are indented by four after an empty one.
 *
 * @param line of the page where it begins, from 1
 * @param text without the indent, each line ended
 */
public record CodeBlock(int line, String text) {
  private static final String INDENT = "    ";

  /** In the order of the page. */
  public static List<CodeBlock> in(String page) {
    var blocks = new ArrayList<CodeBlock>();
    var text = new StringBuilder();
    int begin = 0;
    boolean fresh = true;
    int number = 0;
    for (var line : (page + "\n\n").split("\n", -1)) {
      number++;
      if (line.startsWith(INDENT) && (fresh || !text.isEmpty())) {
        begin = text.isEmpty() ? number : begin;
        text.append(line.substring(INDENT.length())).append('\n');
      } else if (!text.isEmpty()) {
        blocks.add(new CodeBlock(begin, text.toString()));
        text.setLength(0);
      }
      fresh = line.isBlank();
    }
    return blocks;
  }

  /** Its commands, without comments. */
  public List<String> commands() {
    return text.lines().map(line -> line.replaceFirst("\\s+# .*", "")).toList();
  }
}
