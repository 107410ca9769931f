package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OutputGoldenTest {
  private final FakeAgent agent = new FakeAgent();

  @AfterEach
  void stop() {
    agent.close();
  }

  @ParameterizedTest
  @CsvSource({
    "list,pretty",
    "list,json",
    "list,tsv",
    "list,yaml",
    "topology,pretty",
    "topology,json",
    "topology,tsv",
    "history,pretty",
    "history,json",
    "history,tsv",
    "status,pretty",
    "status,json",
    "status,tsv",
    "explain,pretty",
    "explain,json",
    "explain,tsv"
  })
  void healthy_cluster_is_written_as_in_the_golden_file(String verb, String format)
      throws IOException {
    agent
        .on("GET /cluster", 200, Clusters.HEALTHY)
        .on("GET /history", 200, Clusters.HISTORY)
        .on("GET /explain", 200, Clusters.EXPLAIN);

    var ended = Run.at(agent).of(verb, "-f", format);

    Golden.check(verb + "-" + format, ended.out());
    assertThat(ended.code()).isZero();
    assertThat(ended.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pretty", "json", "tsv"})
  void phases_and_losses_are_written_as_in_the_golden_file(String format) throws IOException {
    agent.on("GET /history/extended", 200, Clusters.ACCOUNT);

    Golden.check("history-extended-" + format, Run.at(agent).of("history", "-ef", format).out());
    Golden.check("loss-report-" + format, Run.at(agent).of("loss-report", "-f", format).out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "topology", "status"})
  void quorum_is_shown_as_in_the_golden_file(String verb) throws IOException {
    agent.on("GET /cluster", 200, Clusters.QUORUM);

    Golden.check(verb + "-quorum", Run.at(agent).of(verb).out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "status"})
  void held_election_is_shown_as_in_the_golden_file(String verb) throws IOException {
    agent.on("GET /cluster", 200, Clusters.HELD).on("GET /explain", 200, Clusters.EXPLAIN_HELD);

    Golden.check(verb + "-held", Run.at(agent).of(verb).out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "topology"})
  void sick_cluster_is_listed_as_in_the_golden_file(String verb) throws IOException {
    agent.on("GET /cluster", 200, Clusters.SICK);

    var ended = Run.at(agent).of(verb);

    Golden.check(verb + "-sick", ended.out());
    assertThat(ended.code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pretty", "json", "tsv"})
  void sick_cluster_has_a_status_that_says_what_to_do_and_fails(String format) throws IOException {
    agent
        .on("GET /cluster", 200, Clusters.SICK)
        .on("GET /explain", 200, Clusters.EXPLAIN_COORDINATOR);

    var ended = Run.at(agent).of("status", "-f", format);

    Golden.check("status-sick-" + format, ended.out());
    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
  }
}
