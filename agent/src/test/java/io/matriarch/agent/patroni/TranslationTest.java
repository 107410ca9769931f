package io.matriarch.agent.patroni;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TranslationTest {
  private static final String FILE =
      """
      scope: lab
      name: n1
      postgresql:
        parameters: {work_mem: 8MB, max_connections: 50}
      """;

  private static Translation translated(String dynamic) {
    return Translation.of(
        "patroni.yml", FILE, dynamic, new Translation.Given(new TreeMap<>(), true));
  }

  /**
   * Patroni's reader takes all of them for true: to lose commits after a move is no translation.
   */
  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "yes", "Yes", "on", "On", "ON"})
  void flag_is_read_as_patroni_reads_it(String word) {
    var made =
        translated("synchronous_mode: %s\nsynchronous_mode_strict: %s\n".formatted(word, word));

    assertThat(made.text()).contains("synchronous_mode: \"on\"");
    assertThat(made.text()).contains("synchronous_mode_strict: true");
  }

  @Test
  void parameter_that_the_node_and_the_cluster_set_differently_is_named() {
    var made =
        translated(
            "postgresql: {parameters: {work_mem: 4MB, max_connections: 100, maintenance_work_mem:"
                + " 1GB}}\n");

    assertThat(made.remarks())
        .anyMatch(r -> r.contains("work_mem") && r.contains("the node's file sets it, too"))
        .noneMatch(r -> r.contains("max_connections"))
        .noneMatch(r -> r.contains("maintenance_work_mem"));
  }
}
