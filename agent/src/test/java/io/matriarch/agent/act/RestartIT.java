package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ConfigProblem;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.PendingRestart;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SqlAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Restarts, and parameters that wait for them, with a real server. */
@Tag("it")
@ExtendWith(AsPostgres.class)
class RestartIT {
  private static final Duration WITHIN = Duration.ofSeconds(30);

  @Test
  void primary_and_standby_come_back_as_what_they_were() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      n2.join(n1);
      n1.query("CREATE TABLE t AS SELECT 1");
      long before = n1.postmaster();

      n1.done(new Decision.RestartPrimary(new Epoch(1), WITHIN, "test"));
      n2.done(new Decision.RestartStandby(n1.address(), WITHIN, "test"));

      assertThat(n1.postmaster()).isNotEqualTo(before);
      assertThat(n1.seen().isPrimary()).isTrue();
      assertThat(n1.answer().position().timeline()).isEqualTo(1);
      n2.awaitAnswer(SqlAnswer::streaming);
      n2.awaitReplayOf(n1);
      assertThat(n2.query("SELECT count(*) FROM t")).isEqualTo("1");
    }
  }

  @Test
  void a_restart_that_is_not_justified_any_more_leaves_the_server_alone() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.becomePrimary();
      long before = n1.postmaster();

      var result =
          n1.database
              .start(new Decision.RestartPrimary(new Epoch(1), WITHIN, "test"), () -> false)
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);

      assertThat(result).isInstanceOf(ActResult.Cancelled.class);
      assertThat(n1.postmaster()).isEqualTo(before);
    }
  }

  @Test
  void a_standby_starts_with_what_recovery_needs_and_says_what_it_waits_for() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      var high = connections(40, 2);
      n1.config = high;
      n2.config = high;
      n1.becomePrimary();
      n2.join(n1);
      n2.config = connections(15, 3);

      n2.done(new Decision.RestartStandby(n1.address(), WITHIN, "test"));

      assertThat(n2.query("SHOW max_connections")).isEqualTo("40");
      assertThat(n2.seen().parametersVersion()).isZero();
      n2.done(new Decision.ApplyParameters(3, "test"));
      var waits = n2.awaitAnswer(a -> !a.pendingRestart().isEmpty());
      assertThat(waits.pendingRestart())
          .containsExactly(new PendingRestart("max_connections", "40", "15"));

      n1.config = connections(15, 3);
      n1.done(new Decision.RestartPrimary(new Epoch(1), WITHIN, "test"));
      n2.awaitAnswer(SqlAnswer::streaming);
      n1.query("CHECKPOINT");
      n2.awaitReplayOf(n1);
      n2.done(new Decision.RestartStandby(n1.address(), WITHIN, "test"));
      assertThat(n2.query("SHOW max_connections")).isEqualTo("15");
    }
  }

  @Test
  void the_running_server_says_what_it_would_not_take() throws Exception {
    try (var n1 = new Node("n1")) {
      assertThat(
              n1.database
                  .questions()
                  .problems(new TreeMap<>(Map.of("work_mm", "1")))
                  .toCompletableFuture())
          .as("nobody can be asked")
          .isCompletedWithValueMatching(java.util.List::isEmpty);
      n1.becomePrimary();
      n1.awaitAnswer(a -> true);

      var parameters =
          new TreeMap<>(
              Map.of(
                  "work_mm", "1MB",
                  "work_mem", "1MB",
                  "checkpoint_timeout", "2 weeks",
                  "synchronous_commit", "remote_apply",
                  "max_connections", "3",
                  "shared_buffers", "128MB",
                  "log_line_prefix", "%m ",
                  "pg_stat_statements.max", "1000"));

      assertThat(
              n1.database
                  .questions()
                  .problems(parameters)
                  .toCompletableFuture()
                  .get(10, TimeUnit.SECONDS))
          .extracting(ConfigProblem::pointer)
          .containsExactly(
              "/postgresql/parameters/checkpoint_timeout", "/postgresql/parameters/work_mm");
    }
  }

  @Test
  void lines_of_the_cluster_for_pg_hba_are_read_at_a_reload() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.becomePrimary();
      n1.config =
          new ClusterConfig(
              2,
              ConfigValue.Tree.EMPTY.with(
                  "postgresql",
                  ConfigValue.Tree.EMPTY.with(
                      "pg_hba",
                      new ConfigValue.Items(
                          java.util.List.of(
                              new ConfigValue.Text("host all bob 127.0.0.1/32 reject"))))));
      n1.done(new Decision.ApplyParameters(2, "test"));

      await()
          .untilAsserted(
              () ->
                  assertThat(
                          n1.query(
                              "SELECT count(*) FROM pg_hba_file_rules WHERE 'bob' ="
                                  + " ANY(user_name)"))
                      .isEqualTo("1"));
    }
  }

  private static ClusterConfig connections(int most, long version) {
    return new ClusterConfig(
        version,
        ConfigValue.Tree.EMPTY.with(
            "postgresql",
            ConfigValue.Tree.EMPTY.with(
                "parameters",
                ConfigValue.Tree.EMPTY.with("max_connections", ConfigValue.Number.of(most)))));
  }
}
