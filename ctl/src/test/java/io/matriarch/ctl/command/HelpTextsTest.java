package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The help that the start script prints without a JVM is the program's. */
final class HelpTextsTest {
  @TempDir Path home;

  /** A node's folder without jars: a program that is started there ends with an error. */
  @BeforeEach
  void write() throws IOException {
    var help = home.resolve("lib/help");
    assertThat(new Run().of("man", "--help-to", help.toString()).code()).isZero();
    Files.createDirectories(home.resolve("bin"));
    for (var script : List.of("matriarchctl", "java25")) {
      var from = Path.of("../packaging/bin").resolve(script);
      Files.copy(from, home.resolve("bin").resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  @Test
  void every_command_has_a_text_and_it_is_what_the_program_prints() throws IOException {
    var names = new ArrayList<String>();
    try (Stream<Path> texts = Files.list(home.resolve("lib/help"))) {
      texts
          .map(text -> text.getFileName().toString())
          .filter(name -> name.startsWith("matriarchctl") && name.endsWith(".txt"))
          .forEach(names::add);
    }

    assertThat(names)
        .contains("matriarchctl.txt", "matriarchctl-member-add.txt")
        .hasSizeGreaterThan(30);
    for (var verb : List.of("", "switchover", "edit-config", "member", "member add", "pki issue")) {
      var words = words(verb, "--help");
      var name = String.join("-", ("matriarchctl " + verb).strip().split(" "));
      assertThat(home.resolve("lib/help/" + name + ".txt"))
          .as(verb)
          .hasContent(new Run().of(words).out());
      assertThat(home.resolve("lib/help/" + name + ".ansi"))
          .as(verb)
          .hasContent(new Run().interactive().of(words).out());
    }
  }

  @Test
  void the_start_script_answers_for_help_alone() throws Exception {
    assertThat(script("--help")).isEqualTo(new Run().of("--help").out());
    assertThat(script("-h")).isEqualTo(new Run().of("--help").out());
    assertThat(script("member", "add", "--help"))
        .isEqualTo(new Run().of("member", "add", "-h").out());
    assertThat(script("--version")).isEqualTo(new Run().of("--version").out());

    assertThat(script("list")).isEqualTo("a JVM\n");
    assertThat(script("no-such-verb", "--help")).isEqualTo("a JVM\n");
    assertThat(script("-u", "http://127.0.0.1:1", "list", "--help")).isEqualTo("a JVM\n");
    assertThat(script("../../secret", "--help")).isEqualTo("a JVM\n");
    assertThat(script()).isEqualTo("a JVM\n");
  }

  private String script(String... arguments) throws Exception {
    var java = home.resolve("runtime/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\necho a JVM\n");
    java.toFile().setExecutable(true);
    var line = new ArrayList<>(List.of("bash", home.resolve("bin/matriarchctl").toString()));
    line.addAll(Arrays.asList(arguments));
    var process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return out;
  }

  private static String[] words(String verb, String option) {
    return (verb + " " + option).strip().split(" ");
  }
}
