package io.matriarch.net.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.matriarch.net.Views;
import io.matriarch.net.api.NodeView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the text format, and of promtool where it is installed. */
class ExpositionTest {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z][a-z0-9_]*)\\{((?:[a-z_]+=\"(?:[^\"\\\\\\n"
              + "]|\\\\.)*\",?)*)} (-?[0-9.E+-]+|[+-]Inf|NaN)");

  static List<NodeView> nodes() {
    return List.of(Views.primary(), Views.standby());
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void every_line_has_its_shape_and_its_place(NodeView node) {
    var types = new HashMap<String, String>();
    var ended = new HashSet<String>();
    var samples = new HashSet<String>();
    var current = "";
    for (var line : text(node).split("\n")) {
      if (line.startsWith("# ")) {
        var words = line.split(" ", 4);
        assertThat(words).as(line).hasSize(4);
        if (words[1].equals("HELP")) {
          assertThat(ended.add(words[2])).as("begun twice: " + line).isTrue();
          current = words[2];
        } else {
          assertThat(words[1]).isEqualTo("TYPE");
          assertThat(words[3]).isIn("gauge", "counter");
          types.put(words[2], words[3]);
        }
        continue;
      }
      var sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      assertThat(sample.group(1)).as("samples of a name follow each other").isEqualTo(current);
      assertThat(sample.group(2)).contains("scope=\"").contains("name=\"");
      assertThat(samples.add(sample.group(1) + sample.group(2))).as("twice: " + line).isTrue();
    }
    types.forEach(
        (name, type) ->
            assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter")));
    assertThat(types.keySet())
        .allMatch(n -> n.startsWith("patroni_") || n.startsWith("matriarch_"));
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void promtool_has_nothing_to_say(NodeView node) throws IOException, InterruptedException {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/promtool"))).isTrue();
    var check =
        new ProcessBuilder("/usr/bin/promtool", "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (var in = check.getOutputStream()) {
      in.write(text(node).getBytes(StandardCharsets.UTF_8));
    }
    var said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
  }

  /** What the alert rules and the dashboard ask for is there, on one node or another. */
  @org.junit.jupiter.api.Test
  void alerts_and_dashboard_ask_for_what_there_is() throws IOException {
    var served = new HashSet<String>();
    nodes()
        .forEach(
            node ->
                text(node)
                    .lines()
                    .filter(l -> l.startsWith("# TYPE "))
                    .forEach(l -> served.add(l.split(" ")[2])));
    served.addAll(List.of("matriarch_loop_turns_total", "matriarch_loop_turn_seconds_total"));
    var monitoring = Path.of("../packaging/monitoring");
    for (var file : List.of("alerts.yml", "grafana.json")) {
      var asked =
          Pattern.compile("\\b(?:patroni|matriarch)_[a-z0-9_]+\\b")
              .matcher(Files.readString(monitoring.resolve(file)));
      while (asked.find()) {
        assertThat(served).as(file).contains(asked.group());
      }
    }
  }

  @org.junit.jupiter.api.Test
  void positions_are_whole_numbers_however_large() {
    var text = new PrometheusText(Map.of());
    text.gauge("a", "h", Long.MAX_VALUE);
    assertThat(text.toString()).endsWith("a{} 9223372036854775807\n");
  }

  private static String text(NodeView node) {
    return new String(
        Metrics.of(node, Views.cluster(), Views.timings(), Views.clock()), StandardCharsets.UTF_8);
  }
}
