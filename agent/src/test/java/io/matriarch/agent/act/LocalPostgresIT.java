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

      startPrimary(n1);
      n1.query("CREATE TABLE t AS SELECT 1");
      assertThat(n1.seen().isPrimary()).isTrue();
      assertThat(n1.seen().answer().history().current()).isEqualTo(1);
      assertThat(n1.seen().parametersVersion()).isEqualTo(1);

      var stopped = n1.done(new Decision.Stop("test"));
      assertThat(stopped.stoppedAt()).isNotNull();
      assertThat(n1.seen().process()).isEqualTo(Process.NONE);
      assertThat(n1.seen().diedUnasked()).isFalse();
    }
  }

  @Test
  void clone_streams_and_gets_the_last_byte_of_a_stopped_primary() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      pair(n1, n2);
      n1.query("CREATE TABLE t AS SELECT generate_series(1, 1000)");
      var seen = n1.awaitSeen(s -> s.answer() != null && !s.answer().replicas().isEmpty());
      assertThat(seen.answer().replicas().getFirst().name()).isEqualTo("n2");
      assertThat(n2.seen().answer().upstream()).isEqualTo(n1.address());
      assertThat(n2.seen().data())
          .isInstanceOfSatisfying(
              DataDirectory.Usable.class, u -> assertThat(u.standbySignal()).isTrue());

      n1.done(new Decision.PrepareHandover("switch", "test"));
      var end = n1.done(new Decision.Stop("test")).stoppedAt();

      var standby = n2.awaitSeen(s -> s.answer() != null && !s.answer().streaming());
      assertThat(standby.answer().position()).isEqualTo(end);
    }
  }

  @Test
  void promotion_right_after_the_receiver_died_takes_far_less_than_five_seconds()
      throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      pair(n1, n2);
      Node primary = n1;
      Node standby = n2;
      for (int turn = 1; turn <= 10; turn++) {
        primary.query("CREATE TABLE t%d AS SELECT 1".formatted(turn));
        var position = primary.query("SELECT pg_current_wal_flush_lsn()");
        var follower = standby;
        await()
            .atMost(Duration.ofSeconds(10))
            .until(
                () ->
                    follower
                        .query("SELECT pg_last_wal_replay_lsn() >= '" + position + "'")
                        .equals("t"));
        primary.done(new Decision.Fence(Duration.ofMillis(400), "test"));
        // Wherever the startup process is in its cycle of waiting for a source.
        TimeUnit.MILLISECONDS.sleep(turn * 13L);
        long begun = System.nanoTime();
        standby.done(new Decision.Promote(EPOCH, "test"));
        long millis = (System.nanoTime() - begun) / 1_000_000;
        System.out.println("promotion " + turn + ": " + millis + " ms");
        assertThat(millis).isLessThan(1500);
        assertThat(standby.seen().isPrimary()).isTrue();
        assertThat(standby.seen().answer().history().current()).isEqualTo(turn + 1);
        standby.done(new Decision.Checkpoint("test"));
        standby.awaitSeen(s -> s.answer() != null && s.answer().checkpointed());

        primary.done(new Decision.Rewind(new MemberId("x"), standby.address(), "test"));
        primary.done(new Decision.StartStandby(standby.address(), "test"));
        primary.awaitSeen(s -> s.answer() != null && s.answer().streaming());
        var swap = primary;
        primary = standby;
        standby = swap;
      }
    }
  }

  @Test
  void killed_postmaster_leaves_no_backend_and_starts_again() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.done(new Decision.Initialize("boot", "test"));
      startPrimary(n1);
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
        startPrimary(n1);
      }
      assertThat(n1.query("SELECT count(*) FROM t")).isEqualTo("1");
    }
  }

  @Test
  void restarted_agent_takes_over_the_server_and_sees_its_death() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.done(new Decision.Initialize("boot", "test"));
      startPrimary(n1);
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
      n1.done(new Decision.Initialize("boot", "test"));
      startPrimary(n1);
      PostgresProcesses.in(n1.data()).forEach(p -> p.signal(Signal.STOP));
      var within = Duration.ofMillis(1500);
      long begun = System.nanoTime();

      var fenced = n1.done(new Decision.Fence(within, "test"));

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(within);
      assertThat(PostgresProcesses.in(n1.data())).isEmpty();
      assertThat(n1.seen().process()).isEqualTo(Process.NONE);
      System.out.println(fenced);
    }
  }

  @Test
  void fence_abandons_an_act_that_runs() throws Exception {
    try (var n1 = new Node("n1")) {
      var initialize =
          n1.database.start(new Decision.Initialize("boot", "test"), () -> true);
      await().until(() -> Files.exists(n1.data().resolve("matriarch.unfinished")));

      n1.done(new Decision.Fence(Duration.ofSeconds(1), "test"));

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
  void diverged_primary_is_rewound_after_a_crash() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      pair(n1, n2);
      n1.query("CREATE TABLE kept AS SELECT 1");
      var at = n1.query("SELECT pg_current_wal_flush_lsn()");
      await()
          .until(() -> n2.query("SELECT pg_last_wal_replay_lsn() >= '" + at + "'").equals("t"));
      n2.done(new Decision.Follow("", "test"));
      n1.query("CREATE TABLE lost AS SELECT 1");
      n2.done(new Decision.Promote(EPOCH, "test"));
      n2.done(new Decision.Checkpoint("test"));
      n2.awaitSeen(s -> s.answer() != null && s.answer().checkpointed());
      ProcessId.of(n1.postmaster()).orElseThrow().signal(Signal.KILL);
      n1.awaitSeen(s -> s.process() == Process.NONE);
      var old = ((DataDirectory.Usable) n1.seen().data()).position();
      assertThat(old.timeline()).isEqualTo(1);

      n1.done(new Decision.Rewind(new MemberId("n2"), n2.address(), "test"));
      n1.done(new Decision.StartStandby(n2.address(), "test"));

      n1.awaitSeen(s -> s.answer() != null && s.answer().streaming());
      assertThat(n1.query("SELECT to_regclass('lost') IS NULL AND to_regclass('kept') IS NOT NULL"))
          .isEqualTo("t");
      assertThat(n1.query("SHOW cluster_name")).isEqualTo("n1");
      assertThat(n1.seen().answer().position().timeline()).isEqualTo(2);
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
      startPrimary(n1);
      n1.done(new Decision.Stop("test"));
      startPrimary(n1);

      assertThat(Files.readString(main))
          .isEqualTo(
              "work_mem = '7MB'\n# my own\nport = 1\ninclude_if_exists 'matriarch.conf'\n");
      assertThat(n1.query("SHOW work_mem")).isEqualTo("7MB");
      join(n1, n2);
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
  void paused_replay_and_readers_in_conflict_do_not_hold_a_promotion() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      pair(n1, n2);
      n1.query("CREATE TABLE t AS SELECT 1 AS a");
      awaitReplay(n1, n2);
      try (var reader = n2.connect();
          var statement = reader.createStatement()) {
        reader.setAutoCommit(false);
        statement.execute("SELECT * FROM t");
        n1.query("DROP TABLE t"); // waits for the reader, for up to 30 s
        await()
            .until(
                () ->
                    n2.query("SELECT pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()")
                        .equals("t"));
        long begun = System.nanoTime();
        n2.done(new Decision.Promote(EPOCH, "test"));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
      }
      assertThat(n2.query("SHOW max_standby_streaming_delay")).isEqualTo("30s");
    }
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      pair(n1, n2);
      n2.query("SELECT pg_wal_replay_pause()");
      assertThat(n2.awaitSeen(s -> s.answer() != null && s.answer().replayPaused()).isStandby())
          .isTrue();
      n2.done(new Decision.Promote(EPOCH, "test"));
      assertThat(n2.seen().isPrimary()).isTrue();
    }
  }

  @Test
  void follow_moves_a_standby_and_can_point_it_at_nobody() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2");
        var n3 = new Node("n3")) {
      pair(n1, n2);
      join(n1, n3);
      n3.done(new Decision.Follow(n2.address(), "test"));
      var seen = n3.awaitSeen(s -> s.answer() != null && s.answer().streaming());
      assertThat(seen.answer().upstream()).isEqualTo(n2.address());
      n2.awaitSeen(s -> s.answer() != null && !s.answer().replicas().isEmpty());

      n3.done(new Decision.Follow("", "test"));

      n3.awaitSeen(s -> s.answer() != null && !s.answer().streaming());
      assertThat(n3.seen().answer().upstream()).isEmpty();
    }
  }

  @Test
  void crashed_standby_keeps_the_timeline_it_followed() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2");
        var n3 = new Node("n3")) {
      pair(n1, n2);
      join(n1, n3);
      awaitReplay(n1, n3);
      n1.done(new Decision.Stop("test"));
      n2.done(new Decision.Promote(EPOCH, "test"));
      n3.done(new Decision.Follow(n2.address(), "test"));
      n3.awaitSeen(s -> s.answer() != null && s.answer().position().timeline() == 2);
      n2.query("CREATE TABLE t AS SELECT 1");
      awaitReplay(n2, n3);
      ProcessId.of(n3.postmaster()).orElseThrow().signal(Signal.KILL);
      n3.awaitSeen(s -> s.process() == Process.NONE);
      n2.done(new Decision.Stop("test"));

      n3.done(new Decision.StartStandby("", "test"));

      var position = n3.awaitSeen(s -> s.answer() != null).answer().position();
      assertThat(position.timeline()).isEqualTo(2);
    }
  }

  @Test
  void parameters_are_applied_and_known_by_version() throws Exception {
    try (var n1 = new Node("n1")) {
      n1.done(new Decision.Initialize("boot", "test"));
      startPrimary(n1);
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
      var seen = n1.awaitSeen(s -> s.answer() != null && !s.answer().pendingRestart().isEmpty());
      assertThat(seen.answer().pendingRestart()).containsExactly("max_connections");
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
  void data_of_a_standby_does_not_start_as_primary() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      pair(n1, n2);
      n2.done(new Decision.Stop("test"));

      assertThat(n2.act(new Decision.StartPrimary(EPOCH, "test")))
          .isInstanceOf(ActResult.Failed.class);
    }
  }

  private static String backend(Statement statement) throws Exception {
    try (var row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getString(1);
    }
  }

  private static void awaitReplay(Node primary, Node standby) throws Exception {
    var position = primary.query("SELECT pg_current_wal_flush_lsn()");
    await()
        .until(
            () ->
                standby
                    .query("SELECT pg_last_wal_replay_lsn() >= '" + position + "'")
                    .equals("t"));
  }

  private static void startPrimary(Node node) throws Exception {
    node.done(new Decision.StartPrimary(EPOCH, "test"));
  }

  private static void pair(Node primary, Node standby) throws Exception {
    primary.done(new Decision.Initialize("boot", "test"));
    startPrimary(primary);
    join(primary, standby);
  }

  private static void join(Node primary, Node standby) throws Exception {
    standby.done(new Decision.Clone(new MemberId(primary.name), primary.address(), "test"));
    standby.done(new Decision.StartStandby(primary.address(), "test"));
    standby.awaitSeen(s -> s.answer() != null && s.answer().streaming());
  }
}
