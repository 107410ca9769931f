package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AgentRestartTest {
  private static final String DONE = "{\"outcome\":\"done\",\"message\":\"being restarted\"}";

  private final FakeAgent agent =
      new FakeAgent()
          .on("GET /cluster", 200, Clusters.HEALTHY)
          .on("POST /agent/restart", 200, DONE);

  @AfterEach
  void stop() {
    agent.close();
  }

  private void started(String... times) {
    for (var time : times) {
      agent.on(
          "GET /patroni",
          200,
          "{\"matriarch\":{\"agent_started\":\"%s\",\"raft\":{\"health\":\"alive\"}}}"
              .formatted(time));
    }
  }

  @Test
  void the_raft_leader_comes_late_and_the_primary_last() {
    // Before and after each: n3, then n2, the Raft leader, then n1, the primary.
    started("1", "2", "2", "3", "3", "4");
    var ended = Run.at(agent).of("agent", "restart", "--rolling", "--force");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .isEqualTo(
            """
            Success: agent of n3 restarted in 0 ms
            Success: agent of n2 restarted in 0 ms
            Success: agent of n1 restarted in 0 ms
            The agents of all 3 restarted
            """);
  }

  @Test
  void it_stops_at_the_first_that_does_not_come_back_and_says_why() {
    started("1");
    var ended = Run.at(agent).of("agent", "restart", "--rolling", "--force", "--timeout", "5");

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.err())
        .contains("the agent of n3 is not a healthy member again within 5 s")
        .contains("the old agent still runs");
    assertThat(agent.writes()).hasSize(1);
  }

  @Test
  void a_member_that_lost_the_primary_role_meanwhile_ends_it() {
    started("1", "2");
    agent.on("GET /cluster", 200, Clusters.HEALTHY);
    agent.on("GET /cluster", 200, Clusters.AFTER);

    var ended = Run.at(agent).of("agent", "restart", "--rolling", "--force", "--timeout", "5");

    assertThat(ended.err()).contains("the primary was n1 and is nobody");
    assertThat(agent.writes()).hasSize(1);
  }

  @Test
  void a_sick_cluster_is_left_alone() {
    var sick = new FakeAgent().on("GET /cluster", 200, Clusters.SICK);
    var ended = Run.at(sick).of("agent", "restart", "--rolling", "--force");
    sick.close();

    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ended.err()).contains("the cluster is not well: ");
    assertThat(sick.writes()).isEmpty();
  }

  @Test
  void here_is_the_agent_of_the_address_and_no_other() {
    agent.on("GET /patroni", 500, "{}");
    for (var time : List.of("1", "1", "2")) {
      agent.on(
          "GET /patroni",
          200,
          "{\"patroni\":{\"name\":\"n2\"},\"matriarch\":{\"agent_started\":\"%s\",\"raft\":{\"health\":\"alive\"}}}"
              .formatted(time));
    }
    var ended = Run.at(agent).of("agent", "restart", "--here", "--force");

    assertThat(ended.out()).isEqualTo("Success: agent of n2 restarted in 0 ms\n");

    var other = new FakeAgent().on("GET /cluster", 200, Clusters.HEALTHY);
    var silent =
        Run.at(other)
            .of(
                "-u",
                FakeAgent.nobody(),
                "-u",
                other.url(),
                "agent",
                "restart",
                "--here",
                "--force");
    other.close();

    assertThat(silent.code()).isEqualTo(ExitCode.FAILED);
    assertThat(silent.err()).contains("no agent answers");
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void one_or_all_are_named() {
    assertThat(Run.at(agent).of("agent", "restart", "--force").code()).isEqualTo(ExitCode.USAGE);
    assertThat(Run.at(agent).of("agent", "restart", "n1", "--rolling").code())
        .isEqualTo(ExitCode.USAGE);
    assertThat(Run.at(agent).of("agent", "restart", "n9", "--force").code())
        .isEqualTo(ExitCode.REFUSED);
    assertThat(Run.at(agent).input("n\n").of("agent", "restart", "n2").code())
        .isEqualTo(ExitCode.REFUSED);
    assertThat(agent.writes()).isEmpty();
  }
}
