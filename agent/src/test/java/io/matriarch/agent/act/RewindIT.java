package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.agent.process.PostgresProcesses;
import io.matriarch.agent.process.Signal;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SqlAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rewinds where WAL is missing, and rewinds that do not come to their end. */
@Tag("it")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RewindIT {
  @Test
  void segment_that_a_checkpoint_removed_is_fetched_from_the_primary() throws Exception {
    try (var n1 = forgetful("n1", Node.BIN);
        var n2 = new Node("n2")) {
      var common = diverge(n1, n2);
      write(n1, "only here");
      forget(n1, common);
      n1.kill();

      n1.done(rewindTo(n2));

      assertThat(n1.data().resolve("standby.signal")).exists();
      streamsAgain(n1, n2);
    }
  }

  @Test
  void segment_that_nobody_has_any_more_is_named_and_nothing_is_changed() throws Exception {
    try (var n1 = forgetful("n1", Node.BIN);
        var n2 = new Node("n2")) {
      var common = diverge(n1, n2);
      write(n1, "only here");
      forget(n1, common);
      n1.kill();
      Files.delete(wal(n2).resolve(common));

      assertThat(n1.act(rewindTo(n2)))
          .isInstanceOfSatisfying(
              ActResult.Failed.class,
              f ->
                  assertThat(f.cause())
                      .contains(
                          "neither this node nor " + n2.address() + " has " + common,
                          "postgresql.remove_data_directory_on_rewind_failure",
                          wal(n1).toString()));
      assertThat(n1.seen().data())
          .isInstanceOfSatisfying(
              DataDirectory.Usable.class, u -> assertThat(u.standbySignal()).isTrue());

      // By hand, as it says.
      n1.done(new Decision.DiscardData(n2.address(), "test"));
      n1.done(new Decision.Clone(new MemberId("n2"), n2.address(), "test"));
      streamsAgain(n1, n2);
    }
  }

  @Test
  void segment_that_only_this_node_had_is_taken_from_where_it_was_kept() throws Exception {
    try (var n1 = forgetful("n1", Node.BIN);
        var n2 = new Node("n2")) {
      var common = diverge(n1, n2);
      write(n1, "only here");
      var own = n1.query("SELECT pg_walfile_name(pg_current_wal_lsn())");
      var kept = n1.settings.paths().state().resolve("postgresql.diverged/earlier");
      Files.createDirectories(kept);
      n1.query("SELECT pg_switch_wal()");
      Files.copy(wal(n1).resolve(own), kept.resolve(own));
      write(n1, "too");
      forget(n1, common);
      forget(n1, own);
      n1.kill();

      n1.done(rewindTo(n2));

      streamsAgain(n1, n2);
    }
  }

  /**
   * Found by chaos: the two have a base backup's checkpoint in common, the source was lost before
   * the copy had all that it needs, and so was this node's memory of the rewind.
   */
  @Test
  void rewound_database_is_half_copied_until_it_answers() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      joinAndLeave(n1, n2);
      n2.promote();
      n2.done(new Decision.Checkpoint("test"));
      n2.awaitAnswer(SqlAnswer::checkpointed);
      write(n1, "only here");
      write(n2, "kept too");
      n1.kill();
      n1.done(rewindTo(n2));
      try (var files = Files.newDirectoryStream(wal(n1), "00000002????????????????")) {
        for (var lateHere : files) {
          Files.delete(lateHere);
        }
      }

      n1.done(new Decision.StartStandby("127.0.0.1:1", "test"));
      n1.kill();
      assertThat(isHalfCopied(n1)).isTrue();

      streamsAgain(n1, n2);
      n1.kill();
      assertThat(isHalfCopied(n1)).isFalse();
    }
  }

  private static boolean isHalfCopied(Node node) {
    var data = node.awaitSeen(s -> s.process() == DatabaseSeen.Process.NONE).data();
    return data instanceof DataDirectory.Usable usable && usable.halfCopied();
  }

  /** Its own checkpoint, at the end of recovery, would remove what pg_rewind reads next. */
  @Test
  void crash_recovery_before_a_rewind_removes_no_wal() throws Exception {
    try (var n1 = forgetful("n1", Node.BIN);
        var n2 = forgetful("n2", Node.BIN)) {
      var common = diverge(n1, n2);
      forget(n2, common);
      for (int segment = 0; segment < 3; segment++) {
        write(n1, "only here");
        n1.query("SELECT pg_switch_wal()");
      }
      write(n1, "too");
      n1.kill();
      assertThat(wal(n1).resolve(common)).exists();

      n1.done(rewindTo(n2));

      if (n2.answer().serverVersion() >= 140000) {
        streamsAgain(n1, n2);
      } else {
        // pg_rewind of 13 removes it by itself, with all that its source has not.
        assertThat(wal(n1).resolve(common)).doesNotExist();
      }
    }
  }

  @Test
  void interrupted_rewind_is_never_started_and_can_be_cloned() throws Exception {
    var bin = programsWithRewindThatHangs();
    try (var n1 = new Node("n1", bin);
        var n2 = new Node("n2")) {
      diverge(n1, n2);
      write(n1, "only here");
      n1.kill();
      var begun = Files.createTempFile("mtr", "begun");
      Files.delete(begun);
      Files.writeString(bin.resolve("begun"), begun.toString());
      var act = n1.database.start(rewindTo(n2), () -> true);
      await().until(() -> Files.exists(begun));

      n1.restartAgent();

      assertThat(act.toCompletableFuture().join()).isInstanceOf(ActResult.Cancelled.class);
      assertThat(n1.seen().data()).isEqualTo(new DataDirectory.Unfinished("rewind"));
      assertThat(n1.act(new Decision.StartStandby("", "test")))
          .isInstanceOf(ActResult.Failed.class);
      assertThat(n1.act(rewindTo(n2))).isInstanceOf(ActResult.Failed.class);
      assertThat(n1.settings.paths().state().resolve("postgresql.diverged"))
          .isDirectoryRecursivelyContaining("glob:**/0000000100000000*");
      n1.done(new Decision.DiscardData("test"));
      n1.done(new Decision.Clone(new MemberId("n2"), n2.address(), "test"));
      streamsAgain(n1, n2);
    }
  }

  /** Its control file names the new timeline with the first checkpoint after a promotion. */
  @Test
  void source_that_pg_rewind_takes_for_one_of_the_same_history_is_tried_again() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      joinAndLeave(n1, n2);
      var checkpointer =
          PostgresProcesses.in(
                  n2.data(),
                  Long.parseLong(
                      n2.query(
                          "SELECT pid FROM pg_stat_activity"
                              + " WHERE backend_type = 'checkpointer'")))
              .orElseThrow();
      checkpointer.signal(Signal.STOP);
      try {
        n2.promote();
        write(n1, "only here");
        n1.kill();

        var outcome = n1.act(rewindTo(n2));
        // Since 16 pg_rewind looks at more than the last checkpoint.
        if (n2.answer().serverVersion() < 160000) {
          assertThat(outcome)
              .isInstanceOfSatisfying(
                  ActResult.Failed.class, f -> assertThat(f.cause()).contains("first checkpoint"));
        } else {
          assertThat(outcome).isInstanceOf(ActResult.Done.class);
        }
      } finally {
        checkpointer.signal(Signal.CONT);
      }
      n2.done(new Decision.Checkpoint("test"));
      n2.awaitAnswer(SqlAnswer::checkpointed);
      write(n2, "kept too");
      if (n2.answer().serverVersion() < 160000) {
        n1.done(rewindTo(n2));
      }
      streamsAgain(n1, n2);
    }
  }

  /**
   * pg_rewind takes a target that ends before the fork for one that may simply follow. But the
   * recovery of a standby that had crashed ends with a checkpoint where the source has other WAL.
   */
  @Test
  void checkpoint_that_the_source_never_had_is_not_followed() throws Exception {
    try (var cluster = Cluster.of(3)) {
      var n1 = cluster.node(1);
      var n2 = cluster.node(2);
      var n3 = cluster.node(3);
      n1.query("CREATE TABLE t AS SELECT 'kept'::text AS a");
      n3.awaitReplayOf(n1);
      n3.done(new Decision.Follow("", "test"));
      n3.awaitAnswer(a -> !a.receiving());
      n1.query("CREATE TABLE more AS SELECT generate_series(1, 1000)");
      write(n1, "kept too");
      n2.awaitReplayOf(n1);
      n1.done(new Decision.Stop("test"));
      n2.promote();
      n2.done(new Decision.Checkpoint("test"));
      n2.awaitAnswer(SqlAnswer::checkpointed);
      n3.kill();

      assertThat(n3.act(rewindTo(n2)))
          .isInstanceOfSatisfying(
              ActResult.Failed.class, f -> assertThat(f.cause()).contains("must be discarded"));

      assertThat(n3.seen().data()).isEqualTo(new DataDirectory.Unfinished("rewind"));
      n3.done(new Decision.DiscardData("test"));
      n3.done(new Decision.Clone(new MemberId("n2"), n2.address(), "test"));
      streamsAgain(n3, n2);
    }
  }

  private static Decision rewindTo(Node source) {
    return new Decision.Rewind(new MemberId(source.name), source.address(), "test");
  }

  /** It keeps no WAL that its last checkpoint does not need. */
  private static Node forgetful(String name, Path bin) throws Exception {
    var node = new Node(name, bin);
    node.config =
        new ClusterConfig(
            2,
            ConfigValue.Tree.EMPTY.with(
                "postgresql",
                ConfigValue.Tree.EMPTY.with(
                    "parameters",
                    ConfigValue.Tree.EMPTY.with("wal_keep_size", new ConfigValue.Text("0")))));
    return node;
  }

  /**
   * {@code n2} becomes primary, one segment after the last checkpoint that both have; says in which
   * segment that is.
   */
  private static String diverge(Node n1, Node n2) throws Exception {
    n1.becomePrimary();
    n2.join(n1);
    n1.query("CREATE TABLE t AS SELECT 'kept'::text AS a");
    n1.query("CHECKPOINT");
    var common = n1.query("SELECT pg_walfile_name(checkpoint_lsn) FROM pg_control_checkpoint()");
    n1.query("SELECT pg_switch_wal()");
    write(n1, "kept too");
    n2.awaitReplayOf(n1);
    n2.done(new Decision.Follow("", "test"));
    n2.awaitAnswer(a -> !a.receiving());
    n2.promote();
    n2.done(new Decision.Checkpoint("test"));
    n2.awaitAnswer(SqlAnswer::checkpointed);
    return common;
  }

  /** {@code n2} has what {@code n1} wrote until now, and gets no more; no checkpoint between. */
  private static void joinAndLeave(Node n1, Node n2) throws Exception {
    n2.join(n1);
    n1.query("CREATE TABLE t AS SELECT 'kept'::text AS a");
    n2.awaitReplayOf(n1);
    n2.done(new Decision.Follow("", "test"));
    n2.awaitAnswer(a -> !a.receiving());
  }

  private static void write(Node node, String text) throws Exception {
    node.query("INSERT INTO t VALUES ('" + text + "')");
  }

  /** Checkpoints until {@code segment} is gone. */
  private static void forget(Node node, String segment) {
    await()
        .until(
            () -> {
              node.query("CHECKPOINT");
              return Files.notExists(wal(node).resolve(segment));
            });
  }

  private static Path wal(Node node) {
    return node.data().resolve("pg_wal");
  }

  private static void streamsAgain(Node n1, Node n2) throws Exception {
    n1.done(new Decision.StartStandby(n2.address(), "test"));
    n1.awaitAnswer(SqlAnswer::streaming);
    n1.awaitReplayOf(n2);
    assertThat(n1.query("SELECT string_agg(a, ', ' ORDER BY a) FROM t"))
        .isEqualTo("kept, kept too");
  }

  /** It says that it begins to change files, and then nothing more. */
  private static Path programsWithRewindThatHangs() throws Exception {
    var bin = Files.createTempDirectory("mtr-bin");
    try (var programs = Files.list(Node.BIN)) {
      for (var program : programs.toList()) {
        Files.createSymbolicLink(bin.resolve(program.getFileName()), program);
      }
    }
    var hanging = bin.resolve("pg_rewind");
    Files.delete(hanging);
    Files.writeString(
        hanging,
        """
        #!/bin/sh
        echo "pg_rewind: need to copy 1 MB (total source directory size is 2 MB)"
        : > "$(cat "$(dirname "$0")/begun")"
        exec sleep 600
        """);
    Files.setPosixFilePermissions(hanging, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin;
  }
}
