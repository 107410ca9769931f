package io.matriarch.agent.patroni;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.config.ConfigFile;
import io.matriarch.agent.config.ParsedConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code NAME.patroni.yml}, with {@code NAME.dynamic.yml} where it is there, has a {@code
 * NAME.yml} and what is said beside it. A line {@code # options} at its top are the command's.
 * Rewritten with {@code -Dgolden.update}.
 */
class ImportPatroniGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/patroni");
  private static final String SUFFIX = ".patroni.yml";

  /** Below the {@code bootstrap.dcs} in whose place show-config counts. */
  private static final List<String> NOT_READ =
      List.of(
          "dcs",
          "failsafe_mode",
          "maximum_lag_on_syncnode",
          "synchronous_mode_strict",
          "synchronous_node_count",
          "slots",
          "reporting",
          "events");

  /** What the command printed on both streams, and its exit code. */
  private record Printed(int code, String out, String err) {}

  static Stream<Path> files() throws IOException {
    try (var all = Files.list(GOLDEN)) {
      return all.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void file_is_translated_as_its_golden_text_says(Path file) throws IOException {
    var name = file.getFileName().toString().replace(SUFFIX, "");

    var printed = run(Map.of(), arguments(file));

    assertThat(printed.code()).isEqualTo(ImportPatroni.GOOD);
    golden(GOLDEN.resolve(name + ".yml"), printed.out());
    golden(GOLDEN.resolve(name + ".remarks.txt"), printed.err());
  }

  /** Looked for by its path in both, so that nothing can be lost between them. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void every_key_is_carried_over_or_remarked_on(Path file) throws IOException {
    var printed = run(Map.of(), arguments(file));
    var keys = Files.readString(file).lines().map(l -> l.replaceFirst("^\\s*(- )?", ""));

    keys.filter(l -> l.matches("[a-z_]+:.*"))
        .map(l -> l.substring(0, l.indexOf(':')))
        .filter(k -> !printed.err().contains("bootstrap.dcs: not read") || !NOT_READ.contains(k))
        .forEach(
            key ->
                assertThat(printed.out().contains(key + ":") || isNamed(printed.err(), key))
                    .as("key %s of %s", key, file)
                    .isTrue());
  }

  private static boolean isNamed(String remarks, String key) {
    return remarks
        .lines()
        .anyMatch(
            l ->
                l.startsWith(key + ":")
                    || l.contains("." + key + ":")
                    || l.contains(" " + key + ":")
                    || parentNamed(l, key));
  }

  /** Sections that have no counterpart are remarked on as one. */
  private static boolean parentNamed(String line, String key) {
    var below =
        Map.of(
            "raft", List.of("data_dir", "self_addr", "partner_addrs"),
            "consul", List.of("host", "register_service"),
            "etcd3", List.of("hosts", "host"),
            "bootstrap.method", List.of("command"));
    return below.getOrDefault(line.split(":")[0], List.of()).contains(key);
  }

  @Test
  void with_all_members_named_the_result_is_whole() throws IOException {
    var printed = run(Map.of(), arguments(GOLDEN.resolve("etcd-three-nodes.patroni.yml")));

    assertThat(ConfigFile.parse(printed.out(), "new.yml", Map.of()))
        .isInstanceOf(ParsedConfig.Valid.class);
  }

  /** One that is its own whole group would call its standby's data a cluster of its own. */
  @Test
  void without_the_members_the_result_is_refused_rather_than_a_group_of_one() throws IOException {
    var file = GOLDEN.resolve("etcd-three-nodes.patroni.yml").toString();
    var printed = run(Map.of(), List.of(file, "--plain-raft"));

    assertThat(ConfigFile.parse(printed.out(), "new.yml", Map.of()))
        .isInstanceOfSatisfying(
            ParsedConfig.Invalid.class,
            i -> assertThat(i.problems()).anyMatch(p -> p.path().equals("raft.peers")));
  }

  @Test
  void an_environment_that_overrides_patroni_is_named() throws IOException {
    var file = GOLDEN.resolve("etcd-three-nodes.patroni.yml").toString();
    var printed = run(Map.of("PATRONI_SUPERUSER_PASSWORD", "hunter2"), List.of(file));

    assertThat(printed.err()).contains("PATRONI_SUPERUSER_PASSWORD: not read");
    assertThat(printed.err()).doesNotContain("hunter2");
  }

  @Test
  void a_file_that_is_there_is_not_written_over(@TempDir Path folder) throws IOException {
    var there = Files.writeString(folder.resolve("matriarch.yml"), "mine");
    var file = GOLDEN.resolve("etcd-three-nodes.patroni.yml").toString();

    var printed = run(Map.of(), List.of(file, "--output", there.toString()));

    assertThat(printed.code()).isNotEqualTo(ImportPatroni.GOOD);
    assertThat(there).hasContent("mine");
  }

  private static List<String> arguments(Path file) throws IOException {
    var arguments = new ArrayList<>(List.of(file.toString()));
    var first = Files.readString(file).lines().findFirst().orElse("");
    if (first.startsWith("# options ")) {
      arguments.addAll(List.of(first.substring(10).split(" ")));
    }
    var dynamic = Path.of(file.toString().replace(SUFFIX, ".dynamic.yml"));
    if (Files.exists(dynamic)) {
      arguments.addAll(List.of("--dynamic", dynamic.toString()));
    }
    return arguments;
  }

  private static Printed run(Map<String, String> environment, List<String> arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code =
        new ImportPatroni(
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run(arguments);
    return new Printed(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static void golden(Path file, String text) throws IOException {
    if (Boolean.getBoolean("golden.update") || "".equals(System.getProperty("golden.update"))) {
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }
}
