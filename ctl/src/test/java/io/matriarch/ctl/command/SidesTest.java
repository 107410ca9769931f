package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SidesTest {
  private static final String FOLLOWING =
      Clusters.HEALTHY
          .replace("\"leader\"", "\"standby_leader\"")
          .replaceFirst("\"running\"", "\"streaming\"")
          .replace("\"scope\"", "\"lease\":{\"holder\":\"n1\",\"stance\":\"follows\"},\"scope\"");

  /** Agreed on, and the primary is not stopped yet: it has the role already. */
  private static final String WRITING =
      Clusters.HEALTHY.replace("\"leader\"", "\"standby_leader\"");

  /** Elected, and not promoted yet. */
  private static final String ELECTED =
      Clusters.HEALTHY.replace(
          "\"scope\"",
          "\"vacancy\":{\"previous\":\"n1\",\"epoch\":4,\"clean\":false,\"reason\":\"\"},"
              + "\"scope\"");

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
        .on("GET /cluster", 200, WRITING)
        .on("GET /cluster", 200, WRITING.replace("\"running\"", "\"streaming\""))
        .on("GET /cluster", 200, FOLLOWING.replace("\"follows\"", "\"quiet\""))
        .on("GET /cluster", 200, FOLLOWING)
        .on("POST /demote-cluster", 200, "{}");

    var ended = Run.at(agent).of("demote-cluster", "--host", "far", "--port", "5433", "--force");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).isEqualTo("Success: nobody takes writes, n1 follows far\n");
    assertThat(agent.requests().stream().filter(r -> r.line().startsWith("GET /cluster")))
        .as("looks, before it is told that the other cluster may be promoted")
        .hasSize(6);
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
        .on("GET /cluster", 200, ELECTED)
        .on("GET /cluster", 200, Clusters.HEALTHY)
        .on("POST /promote-cluster", 200, "{}");
    var ended = Run.at(agent).input("y\n").of("promote-cluster");

    assertThat(agent.requests().stream().filter(r -> r.line().startsWith("GET /cluster")))
        .as("looks: at one who was elected and takes no writes yet, too")
        .hasSize(5);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).endsWith("Success: n1 takes writes\n");
  }

  @Test
  void promotion_says_that_nobody_need_be_asked_over_there_where_the_operator_does() {
    agent
        .on("GET /cluster", 200, FOLLOWING)
        .on("GET /cluster", 200, Clusters.HEALTHY)
        .on("POST /promote-cluster", 200, "{}");

    var ended = Run.at(agent).of("promote-cluster", "--force", "--accept-data-loss");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(agent.writes())
        .extracting(FakeAgent.Request::body)
        .containsExactly("{\"accept_data_loss\":true}");
  }
}
