package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OperatingTest {
  private static final String POST = "POST /switchover";
  private static final String RUNNING = "{\"outcome\":\"running\",\"operation_id\":\"op-1\"}";

  private final FakeAgent agent = new FakeAgent().on("GET /cluster", 200, Clusters.HEALTHY);

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void switchover_asks_for_the_candidate_and_for_consent() {
    agent.on(POST, 200, "{\"outcome\":\"done\",\"message\":\"n2 is primary\"}");

    var ended = Run.at(agent).input("n2\ny\n").of("switchover");

    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("Candidate [n2, n3] (empty: the best):")
        .contains("Hand the primary role of demo from n1 to n2? [y/N]:")
        .endsWith("n2 is primary\n");
    assertThat(agent.writes())
        .extracting(FakeAgent.Request::body)
        .containsExactly("{\"leader\":\"n1\",\"candidate\":\"n2\"}");
  }

  @Test
  void switchover_without_consent_sends_nothing() {
    for (var input : new String[] {"", "n2\n", "n2\nn\n", "n2\nmaybe\n"}) {
      var ended = Run.at(agent).input(input).of("switchover");

      assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
      assertThat(ended.err()).contains("refused, nothing changed: not confirmed; --force");
    }
    assertThat(agent.writes()).isEmpty();
  }

  @Test
  void forced_switchover_asks_nothing() {
    agent.on(POST, 200, "{\"outcome\":\"done\",\"message\":\"n2 is primary\"}");

    var ended = Run.at(agent).of("switchover", "demo", "--leader", "n1", "--force");

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).isEqualTo("n2 is primary\n");
  }

  @Test
  void switchover_is_refused_here_where_it_cannot_be_meant() {
    assertThat(Run.at(agent).of("switchover", "--leader", "n2", "--force").err())
        .contains("expected n2 as primary, found n1");
    assertThat(Run.at(agent).of("switchover", "--candidate", "n9", "--force").err())
        .contains("expected a standby (n2, n3), found n9");
    assertThat(Run.at(agent).of("switchover", "--candidate", "n1", "--force").code())
        .isEqualTo(ExitCode.REFUSED);
    assertThat(agent.writes()).isEmpty();
  }

  @Test
  void switchover_without_a_primary_points_to_failover() {
    var headless = new FakeAgent().on("GET /cluster", 200, Clusters.SICK);

    var ended = Run.at(headless).of("switchover", "--force");
    headless.close();

    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ended.err()).contains("matriarchctl failover --candidate");
  }

  @Test
  void refusal_of_the_cluster_ends_with_3_whatever_its_status() {
    for (int status : new int[] {400, 412, 422, 503}) {
      var refusing = new FakeAgent().on("GET /cluster", 200, Clusters.HEALTHY);
      refusing.on(POST, status, "{\"outcome\":\"refused\",\"detail\":\"n2 is behind\"}");

      var ended = Run.at(refusing).of("switchover", "--force");
      refusing.close();

      assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
      assertThat(ended.err()).isEqualTo("refused, nothing changed: n2 is behind\n");
    }
  }

  @Test
  void outcome_that_the_agent_does_not_know_ends_with_4() {
    agent.on(POST, 503, "{\"outcome\":\"unknown\",\"detail\":\"the Raft leader is gone\"}");

    var ended = Run.at(agent).of("switchover", "--force");

    assertThat(ended.code()).isEqualTo(ExitCode.UNKNOWN);
    assertThat(ended.err()).startsWith("outcome unknown: the Raft leader is gone; look");
  }

  @Test
  void server_error_without_a_verdict_is_not_taken_for_a_refusal() {
    agent.on(POST, 502, "Bad Gateway");

    assertThat(Run.at(agent).of("switchover", "--force").code()).isEqualTo(ExitCode.UNKNOWN);
  }

  @Test
  void lost_answer_ends_with_4_and_no_other_agent_is_asked() {
    agent.losing(POST);
    var other = new FakeAgent().on(POST, 200, "{\"outcome\":\"done\"}");

    var ended = Run.at(agent).of("-u", agent.url(), "-u", other.url(), "switchover", "--force");
    other.close();

    assertThat(ended.code()).isEqualTo(ExitCode.UNKNOWN);
    assertThat(ended.err()).contains("took the request and did not answer", "before you retry");
    assertThat(agent.writes()).hasSize(1);
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void operation_that_takes_longer_is_followed_to_its_end() {
    agent
        .on(POST, 202, RUNNING)
        .on("GET /operations/op-1", 404, "{\"detail\":\"not known here yet\"}")
        .on("GET /operations/op-1", 200, "{\"id\":\"op-1\",\"outcome\":\"running\"}")
        .on("GET /operations/op-1", 200, "{\"outcome\":\"done\",\"detail\":\"n2 took over\"}");

    var ended = Run.at(agent).of("switchover", "--force");

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).isEqualTo("n2 took over\n");
  }

  @Test
  void operation_that_failed_in_the_end_is_a_failure() {
    agent
        .on(POST, 202, RUNNING)
        .on("GET /operations/op-1", 200, "{\"outcome\":\"failed\",\"detail\":\"n2 crashed\"}");

    var ended = Run.at(agent).of("switchover", "--force");

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.err()).isEqualTo("failed: n2 crashed\n");
  }

  @Test
  void operation_that_never_ends_is_unknown() {
    agent
        .on(POST, 202, RUNNING)
        .on("GET /operations/op-1", 200, "{\"id\":\"op-1\",\"outcome\":\"running\"}");

    var ended = Run.at(agent).pauses(3).of("switchover", "--force");

    assertThat(ended.code()).isEqualTo(ExitCode.UNKNOWN);
    assertThat(ended.err()).contains("operation op-1 has not ended");
  }

  @Test
  void failover_needs_a_candidate() {
    assertThat(Run.at(agent).of("failover", "--force").code()).isEqualTo(ExitCode.REFUSED);
    assertThat(Run.at(agent).input("\n").of("failover").code()).isEqualTo(ExitCode.REFUSED);
    assertThat(agent.writes()).isEmpty();
  }

  @Test
  void only_the_operators_word_that_the_primary_is_dead_is_passed_on_as_force() {
    agent.on("POST /failover", 200, "{\"outcome\":\"done\",\"message\":\"n2 is primary\"}");

    Run.at(agent).of("failover", "--candidate", "n2", "--force");
    Run.at(agent).input("y\n").of("failover", "--candidate", "n2", "--primary-is-dead");

    assertThat(agent.writes())
        .extracting(FakeAgent.Request::body)
        .containsExactly(
            "{\"candidate\":\"n2\",\"force\":false}", "{\"candidate\":\"n2\",\"force\":true}");
  }

  @Test
  void loss_is_accepted_after_the_operator_has_read_what_it_may_be() {
    var held = new FakeAgent().on("GET /cluster", 200, Clusters.HELD);
    held.on("POST /failover", 200, "{\"outcome\":\"done\",\"message\":\"n2 is primary\"}");

    var ended = Run.at(held).input("y\n").of("failover", "--candidate", "n2", "--accept-data-loss");
    held.close();

    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains(
            """
            What may be lost:
              n1, the last primary, had written up to 0/5000000 when it was last heard, and may \
            have written more
              n2 has WAL up to 0/4FFF000, 4 kB less
              n1 is not heard: it may hold acknowledged commits that n2 has not
              n3 is not heard: it may hold acknowledged commits that n2 has not
            Promote n2 in demo, although transactions may be lost? [y/N]:\
            """);
    assertThat(held.writes())
        .extracting(FakeAgent.Request::body)
        .containsExactly("{\"candidate\":\"n2\",\"force\":false,\"accept_data_loss\":true}");
  }

  @Test
  void loss_is_accepted_without_a_question_where_forced() {
    agent.on("POST /failover", 200, "{\"outcome\":\"done\",\"message\":\"n2 is primary\"}");

    var ended = Run.at(agent).of("failover", "--candidate", "n2", "--accept-data-loss", "--force");

    assertThat(ended.out()).isEqualTo("n2 is primary\n");
    assertThat(agent.writes().getFirst().body()).contains("\"accept_data_loss\":true");
  }

  @Test
  void failover_that_could_lose_commits_is_refused_and_nothing_is_threatened_before() {
    var why = "cannot be promoted without the risk of losing commits: [n3] do not report";
    var held = new FakeAgent().on("GET /cluster", 200, Clusters.HELD);
    held.on("POST /failover", 412, "{\"outcome\":\"refused\",\"detail\":\"n2 %s\"}".formatted(why));

    var ended = Run.at(held).input("y\n").of("failover", "--candidate", "n2");
    held.close();

    assertThat(ended.out()).contains("Promote n2 in demo? [y/N]:").doesNotContain("lost");
    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ended.err()).isEqualTo("refused, nothing changed: n2 %s\n".formatted(why));
    assertThat(held.writes().getFirst().body()).doesNotContain("accept_data_loss");
  }
}
