package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SidesTest {
  private static final String FOLLOWING =
      Clusters.HEALTHY
          .replace("\"leader\"", "\"standby_leader\"")
          .replaceFirst("\"running\"", "\"streaming\"");

  private final FakeAgent agent = new FakeAgent();

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void demotion_waits_until_a_standby_leader_follows() {
    agent
        .on("GET /cluster", 200, Clusters.HEALTHY)
        .on("GET /cluster", 200, Clusters.HEALTHY)
        .on("GET /cluster", 200, FOLLOWING)
        .on("POST /demote-cluster", 200, "{}");

    var ended = Run.at(agent).of("demote-cluster", "--host", "far", "--port", "5433", "--force");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).isEqualTo("Success: nobody takes writes, n1 follows far\n");
    assertThat(agent.writes())
        .extracting(FakeAgent.Request::body)
        .containsExactly("{\"host\":\"far\",\"port\":5433}");
  }

  @Test
  void demotion_that_would_lose_what_was_written_here_is_refused_with_the_reason() {
    agent
        .on("GET /cluster", 200, Clusters.HEALTHY)
        .on(
            "POST /demote-cluster",
            400,
            "{\"outcome\":\"refused\",\"detail\":\"not valid\",\"problems\":[{\"pointer\":"
                + "\"/standby_cluster\",\"found\":\"far\",\"expected\":\"one that has 2@0/5\"}]}");

    var ended = Run.at(agent).of("demote-cluster", "--host", "far", "--force");

    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ended.err()).contains("one that has 2@0/5");
  }

  @Test
  void promotion_asks_whether_the_other_cluster_takes_no_writes() {
    agent.on("GET /cluster", 200, FOLLOWING);
    assertThat(Run.at(agent).input("n\n").of("promote-cluster").code()).isEqualTo(ExitCode.REFUSED);
    assertThat(agent.writes()).isEmpty();

    agent
        .on("GET /cluster", 200, FOLLOWING)
        .on("GET /cluster", 200, Clusters.HEALTHY)
        .on("POST /promote-cluster", 200, "{}");
    var ended = Run.at(agent).input("y\n").of("promote-cluster");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).endsWith("Success: n1 takes writes\n");
  }
}
