package io.matriarch.chaos.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What happens in a few scenarios, as text that is reviewed as a difference. {@code
 * -Dsim.golden=write} writes what is now.
 */
class GoldenScenarioTest {
  private static final Path FOLDER =
      Files.exists(Path.of("chaos-tests"))
          ? Path.of("chaos-tests/src/test/resources/simulation")
          : Path.of("src/test/resources/simulation");

  private static final String EXPECTED = "---";

  static Stream<Path> scenarios() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".txt")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void goes_as_it_was_written_down(Path file) throws IOException {
    var lines = Files.readAllLines(file, UTF_8);
    int end = lines.indexOf(EXPECTED);
    var script = end < 0 ? lines : lines.subList(0, end);

    var account = Scenario.parse(script).play();

    if ("write".equals(System.getProperty("sim.golden"))) {
      Files.write(file, concat(script, account), UTF_8);
    }
    assertThat(Files.readAllLines(file, UTF_8)).isEqualTo(concat(script, account));
  }

  private static List<String> concat(List<String> script, List<String> account) {
    return Stream.of(script, List.of(EXPECTED), account).flatMap(List::stream).toList();
  }
}
