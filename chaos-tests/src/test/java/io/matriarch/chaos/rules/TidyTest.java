package io.matriarch.chaos.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tidiness that no tool looks after. */
class TidyTest {
  private static final int MOST_LINES = 400;

  private static final Set<String> NOT_OURS =
      Set.of(".git", "target", "demo", ".idea", ".vscode", "node_modules");

  /** Spelled in pieces, or this file would be the first to break the rule. */
  private static final Pattern FORGOTTEN = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)[^)]*\\)");

  private static final Pattern CODE_BLOCK = Pattern.compile("(?s)```.*?```|`[^`\n]*`");

  private final Path root = root();

  @Test
  void no_source_file_is_longer_than_400_lines() throws IOException {
    var tooLong = new ArrayList<String>();
    for (var file : files(name -> name.endsWith(".java"))) {
      var lines = Files.readAllLines(file, UTF_8).size();
      if (lines > MOST_LINES) {
        tooLong.add(shown(file) + ": " + lines + " lines; which idea in it wants its own name?");
      }
    }

    assertThat(tooLong).isEmpty();
  }

  @Test
  void nothing_is_left_for_later_in_a_comment() throws IOException {
    var forgotten = new ArrayList<String>();
    for (var file : files(name -> name.matches(".*\\.(java|xml|yml|md|sh|service)"))) {
      var lines = Files.readAllLines(file, UTF_8);
      for (int i = 0; i < lines.size(); i++) {
        if (FORGOTTEN.matcher(lines.get(i)).find()) {
          forgotten.add(shown(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }

    assertThat(forgotten).isEmpty();
  }

  @Test
  void every_package_says_what_it_is_for() throws IOException {
    var silent = new ArrayList<String>();
    for (var file : files(name -> name.endsWith(".java"))) {
      if (!shown(file).contains("/src/main/java/")) {
        continue;
      }
      var info = file.resolveSibling("package-info.java");
      if (!Files.exists(info)) {
        silent.add(shown(info) + " is missing");
      } else if (!Files.readString(info).contains("/**")
          || !Files.readString(info).contains("@NullMarked")) {
        silent.add(shown(info) + ": wants a comment and @NullMarked");
      }
    }

    assertThat(silent.stream().distinct()).isEmpty();
  }

  @Test
  void links_in_documents_lead_somewhere() throws IOException {
    var broken = new ArrayList<String>();
    for (var file : files(name -> name.endsWith(".md"))) {
      var text = CODE_BLOCK.matcher(Files.readString(file)).replaceAll("");
      var link = LINK.matcher(text);
      while (link.find()) {
        problem(file, link.group(1)).ifPresent(broken::add);
      }
    }

    assertThat(broken).isEmpty();
  }

  private Optional<String> problem(Path file, String target) throws IOException {
    if (target.matches("[a-z]+:.*")) {
      return Optional.empty();
    }
    var parts = target.split("#", 2);
    var there = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
    if (!Files.exists(there)) {
      return Optional.of(shown(file) + ": no such file: " + target);
    }
    if (parts.length == 2 && shown(there).endsWith(".md") && !anchors(there).contains(parts[1])) {
      return Optional.of(shown(file) + ": no such heading: " + target);
    }
    return Optional.empty();
  }

  /** The anchors that a forge makes of headings: lower case, no punctuation, dashes for blanks. */
  private static List<String> anchors(Path document) throws IOException {
    return Files.readAllLines(document).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+\\s*", "").strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  private List<Path> files(Predicate<String> named) throws IOException {
    var found = new ArrayList<Path>();
    var folders = new ArrayList<>(List.of(root));
    while (!folders.isEmpty()) {
      try (Stream<Path> entries = Files.list(folders.removeLast())) {
        for (var entry : entries.sorted().toList()) {
          var name = entry.getFileName().toString();
          if (NOT_OURS.contains(name) || Files.isSymbolicLink(entry)) {
            continue;
          }
          if (Files.isDirectory(entry)) {
            folders.add(entry);
          } else if (named.test(name)) {
            found.add(entry);
          }
        }
      }
    }
    assertThat(found).as("files looked at below " + root).isNotEmpty();
    return found;
  }

  private String shown(Path path) {
    return root.relativize(path).toString();
  }

  /** Maven runs tests in the module's folder, an editor may run them in the repository's. */
  private static Path root() {
    var here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("statemachine")) ? here : here.resolve("..").normalize();
  }
}
