package io.matriarch.agent.script;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A command that makes a database.
 *
 * @param name the method's, as the configuration calls it
 * @param words program and arguments; empty for what is built in
 * @param arguments more of them, each given as {@code --key=value}
 * @param keepData it can go on from what an earlier database left in the directory
 * @param noLeader it needs no running server to copy from
 * @param noParams it is given no arguments but its own
 */
public record OwnCommand(
    String name,
    List<String> words,
    SortedMap<String, String> arguments,
    boolean keepData,
    boolean noLeader,
    boolean noParams) {
  /** pg_basebackup. */
  public static final OwnCommand BASE_BACKUP =
      new OwnCommand("basebackup", List.of(), new TreeMap<>(), false, false, false);

  public OwnCommand {
    words = List.copyOf(words);
    arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
  }

  public boolean builtIn() {
    return words.isEmpty();
  }

  /**
   * The whole command line.
   *
   * @param given what the agent tells it, by name
   */
  public List<String> line(Map<String, String> given) {
    var line = new ArrayList<>(words);
    if (!noParams) {
      new TreeMap<>(given).forEach((key, value) -> line.add("--%s=%s".formatted(key, value)));
      arguments.forEach((key, value) -> line.add("--%s=%s".formatted(key, value)));
    }
    return line;
  }

  /** Words as a shell reads them, without anything that only a shell does; empty where none is. */
  public static Optional<List<String>> split(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
        begun = true;
      } else if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
        begun = true;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return quote != 0 || words.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(words));
  }
}
