package io.matriarch.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code NAME.yml} has a {@code NAME.txt}: all its problems, or what it comes to. Lines {@code
 * # env NAME=VALUE} at its top are the environment. Rewritten with {@code -Dgolden.update}.
 */
class ConfigGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/config");

  static Stream<Path> files() throws IOException {
    try (var all = Files.list(GOLDEN)) {
      return all.filter(f -> f.toString().endsWith(".yml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void file_is_read_as_its_golden_text_says(Path file) throws IOException {
    var text = Files.readString(file);
    var name = file.getFileName().toString();

    var result =
        switch (ConfigFile.parse(text, name, environment(text))) {
          case ParsedConfig.Valid v -> EffectiveConfig.of(v.config());
          case ParsedConfig.Invalid i -> CheckConfig.lines(i.problems());
        };

    var golden = GOLDEN.resolve(name.replace(".yml", ".txt"));
    if (Boolean.getBoolean("golden.update") || "".equals(System.getProperty("golden.update"))) {
      Files.writeString(golden, result);
    }
    assertThat(result).isEqualTo(Files.readString(golden));
    assertThat(result).as("no password in any output").doesNotContain("hunter2");
  }

  private static Map<String, String> environment(String text) {
    var environment = new TreeMap<String, String>();
    text.lines()
        .filter(l -> l.startsWith("# env "))
        .forEach(
            l -> {
              var pair = l.substring(6).split("=", 2);
              environment.put(pair[0], pair[1]);
            });
    return environment;
  }
}
