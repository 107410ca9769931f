package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LookingTest {
  private final FakeAgent agent = new FakeAgent().on("GET /cluster", 200, Clusters.HEALTHY);

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void no_agent_that_answers_is_a_failure_with_reasons() {
    var nobody = FakeAgent.nobody();

    var ended = new Run().of("list", "--url", nobody);

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .isEqualTo(
            "failed: no agent answers: %s (connection refused);".formatted(nobody)
                + " start one, or name another with --url\n");
  }

  @Test
  void next_url_is_tried_where_one_does_not_answer() {
    var ended = new Run().of("-u", FakeAgent.nobody(), "list", "-u", agent.url());

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("| n1 ");
  }

  @Test
  void address_comes_from_the_configuration_of_an_agent(@TempDir Path folder) throws IOException {
    var file = folder.resolve("matriarch.yml");
    Files.writeString(
        file, "restapi:\n  connect_address: %s\n".formatted(agent.url().replace("http://", "")));

    var ended = new Run().env("MATRIARCH_URL", FakeAgent.nobody()).of("-c", file + "", "list");

    assertThat(ended.code()).isZero();
  }

  @Test
  void name_of_another_cluster_is_refused() {
    var ended = Run.at(agent).of("list", "production");

    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ended.err()).contains("expected the cluster production, found demo");
    assertThat(Run.at(agent).of("list", "demo").code()).isZero();
  }

  @Test
  void wrong_usage_ends_with_2_and_says_where_help_is() {
    for (var arguments :
        new String[][] {
          {},
          {"lst"},
          {"list", "--nonsense"},
          {"list", "-f", "xml"},
          {"-u", "ftp://x", "list"},
          {"-c", "/no/such/file", "list"},
          {"wait", "rain"},
          {"dsn", "-r", "king"}
        }) {
      var ended = Run.at(agent).of(arguments);

      assertThat(ended.code()).as(String.join(" ", arguments)).isEqualTo(ExitCode.USAGE);
      assertThat(ended.err()).startsWith("wrong usage: ");
    }
  }

  @Test
  void help_lists_every_command_and_the_exit_codes() {
    var ended = new Run().of("--help");

    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("switchover", "explain", "wait", "dsn", "3   refused, nothing changed");
  }

  @Test
  void watch_draws_again_until_the_user_has_enough() {
    var ended = Run.at(agent).pauses(2).of("list", "-W");

    assertThat(ended.out().split("Cluster: demo", -1)).hasSize(4);
    assertThat(ended.out()).doesNotContain("\033");
  }

  @Test
  void colour_and_screen_control_are_for_terminals() {
    var ended = Run.at(agent).interactive().pauses(0).of("list", "-w", "1");

    assertThat(ended.out()).startsWith("\033[H\033[J").contains("\033[32mrunning");
  }

  @Test
  void explain_fetches_the_coordinator_from_the_raft_leader() {
    agent
        .on("GET /explain", 200, Clusters.EXPLAIN)
        .on("GET /explain", 200, Clusters.EXPLAIN_COORDINATOR);

    var ended = Run.at(agent).of("explain", "n1");

    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("Node n1", "follow n1 by FollowPrimary, 120 times", "Coordinator (on n2)")
        .contains("assign n1 in epoch 4", "n3 is 16 MB behind");
  }

  @Test
  void decision_of_no_rule_names_none() {
    agent.on("GET /explain", 200, Clusters.EXPLAIN.replace("WaitForAssignment", ""));

    assertThat(Run.at(agent).of("explain").out()).contains("09:30:00  wait\n");
  }

  @Test
  void status_takes_the_blockers_from_the_raft_leader() {
    agent
        .on("GET /explain", 200, Clusters.EXPLAIN)
        .on("GET /explain", 200, Clusters.EXPLAIN_COORDINATOR);

    var ended = Run.at(agent).of("status");

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.out()).contains("wrong: n3 is 16 MB behind and could not be promoted");
  }

  @Test
  void standby_that_runs_and_receives_nothing_is_not_healthy() {
    var broken =
        new FakeAgent().on("GET /cluster", 200, Clusters.HEALTHY.replace("streaming", "running"));

    var ended = Run.at(broken).of("status");
    broken.close();

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.out()).contains("n2 runs and receives nothing", "no standby could take over");
  }

  @Test
  void last_words_of_a_silent_member_are_not_taken_for_its_state() {
    var late = Clusters.HEALTHY.replace("\"port\"", "\"age_ms\":42000,\"port\"");
    var silent = new FakeAgent().on("GET /cluster", 200, late);

    var list = Run.at(silent).of("list");
    var status = Run.at(silent).of("status");
    silent.close();

    assertThat(list.out()).contains("| streaming, 42 s ago |");
    assertThat(status.code()).isEqualTo(ExitCode.FAILED);
    assertThat(status.out()).contains("nothing is heard of n2 for 42 s");
  }

  @Test
  void explain_of_a_node_says_why_it_would_not_be_promoted() {
    agent.on("GET /explain", 200, Clusters.EXPLAIN);
    var tagged =
        new FakeAgent()
            .on(
                "GET /cluster",
                200,
                Clusters.QUORUM
                    .replace("noloadbalance", "nofailover")
                    .replace("[\"n2\",\"n3\"]", "[\"n2\"]"))
            .on("GET /explain", 200, Clusters.EXPLAIN);
    var third = Run.at(tagged).of("explain", "n3");
    var json = Run.at(tagged).of("explain", "n3", "-f", "json");
    tagged.close();

    assertThat(third.out())
        .contains("would not be promoted: it is tagged so")
        .contains("would not be promoted: acknowledged commits are on the primary and 1 of n2");
    assertThat(json.out()).contains("\"not_promoted_because\": [");
    assertThat(Run.at(agent).of("explain", "n2").out()).doesNotContain("promoted");
    assertThat(Run.at(agent).of("explain", "n1").out()).contains("it is the primary");
  }

  @Test
  void explain_of_a_node_that_is_gone_says_at_least_that() {
    var sick = new FakeAgent().on("GET /cluster", 200, Clusters.SICK);
    var ended = Run.at(sick).of("explain", "n2");
    sick.close();

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.out())
        .contains("Not to be promoted: its PostgreSQL is failed")
        .contains("the disk is full");
  }

  @Test
  void explain_of_an_unknown_node_names_the_known_ones() {
    var ended = Run.at(agent).of("explain", "n9");

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.err()).contains("expected one of n1, n2, n3, found n9");
  }

  @Test
  void dsn_names_the_primary_or_a_standby_or_all() {
    assertThat(Run.at(agent).of("dsn").out()).isEqualTo("host=10.0.0.1 port=5432\n");
    assertThat(Run.at(agent).of("dsn", "-r", "replica").out())
        .isEqualTo("host=10.0.0.2 port=5432\n");
    assertThat(Run.at(agent).of("dsn", "-m", "n3").out()).isEqualTo("host=10.0.0.3 port=5432\n");
    assertThat(Run.at(agent).of("dsn", "--uri").out())
        .isEqualTo(
            "postgresql://10.0.0.1:5432,10.0.0.2:5432,10.0.0.3:5432/"
                + "?target_session_attrs=read-write\n");
    assertThat(Run.at(agent).of("dsn", "-m", "n9").code()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void version_asks_the_members_of_a_named_cluster() {
    agent.on(
        "GET /patroni", 200, "{\"server_version\":150004,\"patroni\":{\"version\":\"0.1.0\"}}");

    assertThat(new Run().of("version").out()).isEqualTo("matriarchctl version unreleased\n");
    assertThat(Run.at(agent).of("version", "demo", "n2").out())
        .endsWith("n2: Matriarch 0.1.0 PostgreSQL 15.4\n");
  }

  @Test
  void wait_returns_once_the_condition_holds() {
    var changing =
        new FakeAgent()
            .on("GET /cluster", 503, "{}")
            .on("GET /cluster", 200, Clusters.SICK)
            .on("GET /cluster", 200, Clusters.HEALTHY);

    assertThat(Run.at(changing).of("wait", "primary").code()).isZero();
    assertThat(changing.requests()).hasSize(3);
    changing.close();
  }

  @Test
  void wait_gives_up_in_time() {
    var ended = Run.at(agent).of("wait", "primary", "--member", "n2", "--timeout", "3");

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.err()).contains("not so within 3 s");
    assertThat(Run.at(agent).of("wait", "healthy").code()).isZero();
  }

  @Test
  void loss_report_of_a_cluster_that_lost_nothing_says_so() {
    agent.on("GET /history/extended", 200, "{\"changes\":[],\"losses\":[]}");

    assertThat(Run.at(agent).of("loss-report").out()).isEqualTo("no loss is on record\n");
    assertThat(Run.at(agent).of("loss-report", "-f", "json").out()).isEqualTo("[]\n");
  }

  @Test
  void commits_that_wait_for_nobody_are_noted() {
    var alone = Clusters.QUORUM.replace("\"needed\":1", "\"needed\":0");
    var lonely = new FakeAgent().on("GET /cluster", 200, alone);

    var ended = Run.at(lonely).of("status");
    lonely.close();

    assertThat(ended.out())
        .contains("Commits    on the primary alone (synchronous_mode quorum)")
        .contains("note:  commits wait for no standby although synchronous_mode is quorum");
  }
}
