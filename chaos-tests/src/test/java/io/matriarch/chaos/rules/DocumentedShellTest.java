package io.matriarch.chaos.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.documents.CodeBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The shell commands of the documents: bash can read them, and what they run of this repository is
 * there and knows the word that follows. {@code matriarchctl}'s own are checked where its parser
 * is.
 */
class DocumentedShellTest {
  private static final Path ROOT = Path.of(Files.isDirectory(Path.of("packaging")) ? "." : "..");

  /** Pages whose code blocks are for a shell; others show configuration and output too. */
  private static final List<String> PAGES =
      List.of("docs/getting-started.md", "docs/production.md", "docs/upgrade.md", "README.md");

  private static final Pattern OURS =
      Pattern.compile(
          "(?:^|[\\s;&|(])(?:\\./)?((?:packaging|chaos-tests|build)/(?!target)[a-z0-9-]+)(?=\\s|$)");
  private static final Pattern VERB =
      Pattern.compile("(?:^|\\s)(\\./matriarch|matriarch) ([a-z][a-z-]*)");
  private static final Pattern AGENT_VERBS =
      Pattern.compile("run|supervise|check-config|adopt|import-patroni|recover|init");

  @Test
  void bash_can_read_every_block() throws Exception {
    for (var page : PAGES) {
      for (var block : blocks(page)) {
        var bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
        try (var in = bash.getOutputStream()) {
          in.write(block.text().getBytes(StandardCharsets.UTF_8));
        }
        var said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue()).as("%s:%d: %s", page, block.line(), said).isZero();
      }
    }
  }

  @Test
  void programs_of_this_repository_are_there_and_know_the_word() throws IOException {
    var known = words(ROOT.resolve("matriarch"));
    assertThat(known).contains("demo", "package", "deploy");
    var wrong = new ArrayList<String>();
    int seen = 0;
    for (var page : pages()) {
      for (var block : blocks(page)) {
        var program = OURS.matcher(block.text());
        while (program.find()) {
          seen++;
          if (!Files.isExecutable(ROOT.resolve(program.group(1)))) {
            wrong.add(page + ": no program " + program.group(1));
          }
        }
        var verb = VERB.matcher(block.text());
        while (verb.find()) {
          seen++;
          var clone = verb.group(1).startsWith(".");
          if (clone ? !known.contains(verb.group(2)) : !isAgentVerb(verb.group(2))) {
            wrong.add("%s: %s knows no %s".formatted(page, verb.group(1), verb.group(2)));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).as("commands found").isGreaterThan(15);
  }

  /** "matriarch" is also a unit's and a package's name, which other programs are given. */
  private static boolean isAgentVerb(String word) {
    return AGENT_VERBS.matcher(word).matches() || word.equals("postgresql");
  }

  /** The words that the start script answers to. */
  private static TreeSet<String> words(Path script) throws IOException {
    return Pattern.compile("(?m)^([a-z][a-z |-]*)\\) ")
        .matcher(Files.readString(script).replaceAll("(?m)^(.*)\\)$", "$1) "))
        .results()
        .flatMap(found -> List.of(found.group(1).split(" ?\\| ?")).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<CodeBlock> blocks(String page) throws IOException {
    return CodeBlock.in(Files.readString(ROOT.resolve(page)));
  }

  private static List<String> pages() throws IOException {
    try (var files = Files.walk(ROOT.resolve("docs"))) {
      var pages =
          files
              .filter(file -> file.toString().endsWith(".md"))
              .map(file -> ROOT.relativize(file).toString())
              .collect(Collectors.toCollection(TreeSet::new));
      pages.add("README.md");
      pages.add("CONTRIBUTING.md");
      return List.copyOf(pages);
    }
  }
}
