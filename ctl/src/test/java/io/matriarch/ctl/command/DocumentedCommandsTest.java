package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.ctl.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Every {@code matriarchctl ...} that the documents name is one that the program understands. */
final class DocumentedCommandsTest {
  /** In a line of code of its own, or between backquotes; up to what a shell would cut there. */
  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?:^ {4}.*?|`[^`\\n]*?)\\bmatriarchctl((?: [^`\\n|;<>&#]+)?)");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @Test
  void commands_in_documents_are_understood() throws IOException {
    var wrong = new ArrayList<String>();
    int seen = 0;
    for (var page : pages()) {
      var command = COMMAND.matcher(Files.readString(page));
      while (command.find()) {
        var complaint = complaint(words(command.group(1)));
        complaint.ifPresent(
            why -> wrong.add(page + ": matriarchctl" + command.group(1) + ": " + why));
        seen++;
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(seen).as("commands found").isGreaterThan(30);
  }

  @Test
  void a_command_that_is_not_one_is_noticed() {
    assertThat(complaint(List.of("switchover", "--no-such-option"))).isPresent();
    assertThat(complaint(List.of("no-such-verb"))).isPresent();
    assertThat(complaint(List.of("edit-config", "--rollback", "VERSION"))).isPresent();
  }

  /**
   * What the parser says; nothing is run. Whoever names a command need not name all that it wants.
   */
  private static Optional<String> complaint(List<String> words) {
    var nothing = new PrintWriter(new StringWriter());
    var terminal = new Terminal(nothing, nothing, new BufferedReader(new StringReader("")), false);
    var line = Verbs.all(new Ctl(terminal, new FakePacing(0), Map.of()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    try {
      line.parseArgs(words.toArray(String[]::new));
      return Optional.empty();
    } catch (MissingParameterException e) {
      return Optional.empty();
    } catch (ParameterException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    var word = WORD.matcher(text);
    while (word.find()) {
      var quoted = word.group(1) != null ? word.group(1) : word.group(2);
      words.add(quoted != null ? quoted : word.group(3).replaceFirst("[.,:]$", ""));
    }
    words.removeIf(w -> w.matches("\\[.*|.*]|\\.\\.\\.|verb|COMMAND"));
    return words;
  }

  private static List<Path> pages() throws IOException {
    var pages = new ArrayList<Path>();
    try (Stream<Path> docs = Files.walk(Path.of("../docs"));
        var top = Files.list(Path.of(".."))) {
      Stream.concat(docs, top)
          .filter(p -> p.toString().endsWith(".md"))
          .sorted()
          .forEach(pages::add);
    }
    return pages;
  }
}
