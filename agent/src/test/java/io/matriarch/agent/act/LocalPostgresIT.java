package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.agent.process.PostgresProcesses;
import io.matriarch.agent.process.ProcessId;
import io.matriarch.agent.process.Signal;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.PendingRestart;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import io.matriarch.statemachine.node.Decision;
import java.nio.file.Files;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("it")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LocalPostgresIT {
  /** The session that made the last hand-over ready: by one of the questions that end it. */
  private static final String LAST_SESSION =
      "SELECT pid FROM pg_stat_activity WHERE query ~ 'wal_segment_size|bool_and'"
          + " AND pid <> pg_backend_pid()";

  private static final Epoch EPOCH = new Epoch(1);

  @Test
  void initialized_database_starts_takes_writes_and_stops_in_order() throws Exception {
    try (var n1 = new Node("n1")) {
      assertThat(n1.seen().data()).isEqualTo(new DataDirectory.Empty());
      var made = n1.done(new Decision.Initialize("boot", "test"));
      assertThat(n1.seen().data())
          .isInstanceOfSatisfying(
              DataDirectory.Usable.class,
              u -> {
                assertThat(u.systemIdentifier()).isEqualTo(made.detail());
                assertThat(u.state()).isEqualTo(DataDirectory.ControlState.SHUT_DOWN);
              });

      n1.startPrimary();
      n1.query("CREATE TABLE t AS SELECT 1");
      assertThat(n1.seen().isPrimary()).isTrue();
      assertThat(n1.answer().history()).isEqualTo(TimelineHistory.of(1));
      assertThat(n1.seen().parametersVersion()).isEqualTo(1);

      var stopped = n1.done(new Decision.Stop("test"));
      assertThat(stopped.stoppedAt()).isNotNull();
      assertThat(n1.seen().process()).isEqualTo(Process.NONE);
      assertThat(n1.seen().diedUnasked()).isFalse();
    }
  }

  @Test
  void killed_postmaster_leaves_no_backend_and_starts_again() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.becomePrimary();
      n1.query("CREATE TABLE t AS SELECT 1");
      try (var busy = n1.connect();
          var statement = busy.createStatement()) {
        busy.setAutoCommit(false);
        statement.execute("INSERT INTO t VALUES (2)");
        // A stopped backend cannot notice that its postmaster died.
        PostgresProcesses.in(n1.data(), Long.parseLong(backend(statement)))
            .orElseThrow()
            .signal(Signal.STOP);
        ProcessId.of(n1.postmaster()).orElseThrow().signal(Signal.KILL);

        var seen = n1.awaitSeen(s -> s.process() == Process.NONE);
        assertThat(seen.diedUnasked()).isTrue();
        assertThat(PostgresProcesses.in(n1.data())).isEmpty();
        n1.startPrimary();
      }
      assertThat(n1.query("SELECT count(*) FROM t")).isEqualTo("1");
    }
  }

  @Test
  void restarted_agent_takes_over_the_server_and_sees_its_death() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.becomePrimary();
      long postmaster = n1.postmaster();

      n1.restartAgent();

      var seen = n1.awaitSeen(s -> s.isPrimary());
      assertThat(seen.parametersVersion()).isEqualTo(1);
      assertThat(n1.postmaster()).isEqualTo(postmaster);
      ProcessId.of(postmaster).orElseThrow().signal(Signal.KILL);
      long begun = System.nanoTime();
      assertThat(n1.awaitSeen(s -> s.process() == Process.NONE).diedUnasked()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void suspended_server_is_fenced_in_time() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.becomePrimary();
      PostgresProcesses.in(n1.data()).forEach(p -> p.signal(Signal.STOP));
      var within = Duration.ofMillis(1500);
      long begun = System.nanoTime();

      var fenced = n1.done(new Decision.Fence(within, false, "test"));

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(within);
      assertThat(PostgresProcesses.in(n1.data())).isEmpty();
      assertThat(n1.seen().process()).isEqualTo(Process.NONE);
      System.out.println(fenced);
    }
  }

  @Test
  void fence_abandons_an_act_that_runs() throws Exception {
    try (var n1 = new Node("n1")) {
      var initialize = n1.database.start(new Decision.Initialize("boot", "test"), () -> true);
      await().until(() -> Files.exists(n1.data().resolve("matriarch.unfinished")));

      n1.done(new Decision.Fence(Duration.ofSeconds(1), false, "test"));

      assertThat(initialize.toCompletableFuture().get(10, TimeUnit.SECONDS))
          .isInstanceOf(ActResult.Cancelled.class);
      n1.restartAgent();
      assertThat(n1.seen().data()).isEqualTo(new DataDirectory.Unfinished("initialize"));
      n1.done(new Decision.DiscardData("test"));
      assertThat(n1.seen().data()).isEqualTo(new DataDirectory.Empty());
    }
  }

  @Test
  void unjustified_act_begins_nothing() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.done(new Decision.Initialize("boot", "test"));

      var result =
          n1.database
              .start(new Decision.StartPrimary(EPOCH, "test"), () -> false)
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);

      assertThat(result).isInstanceOf(ActResult.Cancelled.class);
      assertThat(n1.seen().process()).isEqualTo(Process.NONE);
    }
  }

  @Test
  void rewind_without_a_source_changes_nothing() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.done(new Decision.Initialize("boot", "test"));

      var result = n1.act(new Decision.Rewind(new MemberId("n2"), "127.0.0.1:1", "test"));

      assertThat(result).isInstanceOf(ActResult.Failed.class);
      assertThat(n1.seen().data()).isInstanceOf(DataDirectory.Usable.class);
    }
  }

  @Test
  void user_lines_stay_and_no_password_shows() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.done(new Decision.Initialize("boot", "test"));
      var main = n1.data().resolve("postgresql.conf");
      Files.writeString(main, "work_mem = '7MB'\n# my own\nport = 1\n");
      n1.startPrimary();
      n1.done(new Decision.Stop("test"));
      n1.startPrimary();

      assertThat(Files.readString(main))
          .isEqualTo("work_mem = '7MB'\n# my own\nport = 1\ninclude_if_exists 'matriarch.conf'\n");
      assertThat(n1.query("SHOW work_mem")).isEqualTo("7MB");
      n2.join(n1);
      var commands =
          ProcessHandle.allProcesses()
              .map(p -> p.info().commandLine().orElse(""))
              .collect(Collectors.joining("\n"));
      assertThat(commands).doesNotContain("secret");
      assertThat(n1.serverLog() + n2.serverLog()).doesNotContain("secret");
      for (var config : new String[] {"matriarch.conf", "pg_hba.conf", "postgresql.auto.conf"}) {
        assertThat(Files.readString(n2.data().resolve(config))).doesNotContain("secret");
      }
    }
  }

  @Test
  void parameters_are_applied_and_known_by_version() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.becomePrimary();
      var parameters =
          ConfigValue.Tree.EMPTY
              .with("work_mem", new ConfigValue.Text("9MB"))
              .with("max_connections", ConfigValue.Number.of(30));
      n1.config =
          new ClusterConfig(
              2,
              ConfigValue.Tree.EMPTY.with(
                  "postgresql", ConfigValue.Tree.EMPTY.with("parameters", parameters)));

      n1.done(new Decision.ApplyParameters(2, "test"));

      assertThat(n1.seen().parametersVersion()).isEqualTo(2);
      await().until(() -> n1.query("SHOW work_mem").equals("9MB"));
      var seen = n1.awaitAnswer(a -> !a.pendingRestart().isEmpty());
      assertThat(seen.pendingRestart())
          .containsExactly(new PendingRestart("max_connections", "20", "30"));
    }
  }

  @Test
  void foreign_files_are_neither_used_nor_deleted() throws Exception {
    try (var n1 = new Node("n1")) {
      Files.createDirectories(n1.data());
      Files.writeString(n1.data().resolve("thesis.txt"), "years of work");
      n1.restartAgent();

      assertThat(n1.seen().data()).isInstanceOf(DataDirectory.Unusable.class);
      assertThat(n1.act(new Decision.DiscardData("test"))).isInstanceOf(ActResult.Failed.class);
      assertThat(n1.act(new Decision.Initialize("boot", "test")))
          .isInstanceOf(ActResult.Failed.class);
      assertThat(Files.readString(n1.data().resolve("thesis.txt"))).isEqualTo("years of work");
    }
  }

  @Test
  void an_act_goes_on_with_the_session_of_the_one_before_while_it_is_there() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.becomePrimary();
      n1.done(new Decision.PrepareHandover("first", "test"));
      var first = n1.query(LAST_SESSION);

      n1.done(new Decision.PrepareHandover("second", "test"));

      assertThat(n1.query(LAST_SESSION)).isEqualTo(first);
      n1.query("SELECT pg_terminate_backend(%s)".formatted(first));
      await()
          .until(() -> n1.query("SELECT count(*) FROM (%s) s".formatted(LAST_SESSION)).equals("0"));
      n1.done(new Decision.PrepareHandover("third", "test"));
      assertThat(n1.query(LAST_SESSION)).isNotEqualTo(first);
    }
  }

  private static String backend(Statement statement) throws Exception {
    try (var row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getString(1);
    }
  }
}
