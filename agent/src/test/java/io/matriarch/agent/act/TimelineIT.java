package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.agent.postgres.ReservedTimelines;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SqlAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Timelines whose numbers the cluster reserves, with real servers. */
@Tag("it")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TimelineIT {
  @Test
  void promotion_begins_the_reserved_timeline_and_others_follow_it() throws Exception {
    try (var cluster = Cluster.of(4)) {
      var n1 = cluster.node(1);
      var n2 = cluster.node(2);
      var n3 = cluster.node(3);
      var late = cluster.node(4);
      n1.query("CREATE TABLE t AS SELECT 1 AS a");
      for (int number = 2; number <= 4; number++) {
        cluster.node(number).awaitReplayOf(n1);
      }
      late.done(new Decision.Stop("test"));
      n1.done(new Decision.Stop("test"));

      n2.promote(7, CommitRule.NONE);
      assertThat(n2.answer().position().timeline()).isEqualTo(7);
      n3.done(new Decision.Follow(n2.address(), "test"));
      n3.awaitAnswer(a -> a.streaming() && a.position().timeline() == 7);
      n2.query("INSERT INTO t VALUES (2)");
      n3.awaitReplayOf(n2);

      // The next ones find the same numbers taken, and hand the files on to who was away.
      n2.done(new Decision.Stop("test"));
      n3.promote(9, CommitRule.NONE);
      assertThat(n3.answer().position().timeline()).isEqualTo(9);
      n2.done(new Decision.StartStandby(n3.address(), "test"));
      late.done(new Decision.StartStandby(n3.address(), "test"));
      n2.awaitAnswer(a -> a.streaming() && a.position().timeline() == 9);
      late.awaitAnswer(a -> a.streaming() && a.position().timeline() == 9);
      n3.query("INSERT INTO t VALUES (3)");
      late.awaitReplayOf(n3);
      assertThat(late.query("SELECT sum(a) FROM t")).isEqualTo("6");
    }
  }

  @Test
  void primary_of_a_lower_timeline_is_rewound_against_a_reserved_one() throws Exception {
    try (var cluster = Cluster.of(3)) {
      var n1 = cluster.node(1);
      var n2 = cluster.node(2);
      var n3 = cluster.node(3);
      n1.query("CREATE TABLE t AS SELECT 1 AS a");
      n2.awaitReplayOf(n1);
      n3.awaitReplayOf(n1);
      n1.done(new Decision.Stop("test"));
      n3.promote(2, CommitRule.NONE);
      n3.query("INSERT INTO t VALUES (100)");
      n2.promote(7, CommitRule.NONE);
      n2.query("INSERT INTO t VALUES (2)");
      n2.done(new Decision.Checkpoint("test"));
      n2.awaitAnswer(SqlAnswer::checkpointed);
      n3.done(new Decision.Fence(Duration.ofSeconds(1), false, "test"));

      n3.done(new Decision.Rewind(new MemberId("n2"), n2.address(), "test"));
      n3.done(new Decision.StartStandby(n2.address(), "test"));

      n3.awaitAnswer(a -> a.streaming() && a.position().timeline() == 7);
      n3.awaitReplayOf(n2);
      assertThat(n3.query("SELECT sum(a) FROM t")).isEqualTo("3");
    }
  }

  @Test
  void numbers_kept_free_for_a_promotion_that_did_not_happen_are_given_back() throws Exception {
    try (var cluster = Cluster.of(2)) {
      var n1 = cluster.node(1);
      var n2 = cluster.node(2);
      var wal = n2.data().resolve("pg_wal");
      ReservedTimelines.keepFree(wal, n2.answer().position(), 5);
      assertThat(histories(wal)).hasSize(3);
      n2.kill();

      n2.done(new Decision.StartStandby(n1.address(), "test"));

      n2.awaitAnswer(SqlAnswer::streaming);
      assertThat(histories(wal)).isEmpty();
      assertThat(n2.answer().position().timeline()).isEqualTo(1);

      n2.done(new Decision.Promise(new Epoch(2), "test"));
      ReservedTimelines.keepFree(wal, n2.answer().position(), 5);
      await().until(() -> n2.serverLog().contains("new target timeline is 4"));
      n1.query("CREATE TABLE t AS SELECT 1");
      n2.done(new Decision.Follow(n1.address(), "test"));
      n2.awaitAnswer(SqlAnswer::streaming);
      n2.awaitReplayOf(n1);
    }
  }

  /**
   * Seed 1016 of chaos: PostgreSQL had copied its segment for timeline 2 when it died. With the
   * history files of the next primary there, every later start read the copy, and ended.
   */
  @Test
  void promotion_that_had_not_begun_is_no_obstacle_to_following_the_next() throws Exception {
    try (var cluster = Cluster.of(3)) {
      var n2 = cluster.node(2);
      var n3 = withoutTheLatest(cluster);
      copySegment(n2, 2);
      for (var file : histories(wal(n3))) {
        Files.copy(file, wal(n2).resolve(file.getFileName()));
      }

      n2.done(new Decision.StartStandby(n3.address(), "test"));

      n2.awaitAnswer(a -> a.streaming() && a.position().timeline() == 3);
      n2.awaitReplayOf(n3);
    }
  }

  /** A moment later it has its own history file as well; pg_rewind goes by the control file. */
  @Test
  void promotion_that_wrote_no_more_than_its_history_file_is_undone() throws Exception {
    try (var cluster = Cluster.of(3)) {
      var n2 = cluster.node(2);
      var n3 = withoutTheLatest(cluster);
      copySegment(n2, 2);
      Files.writeString(
          wal(n2).resolve("00000002.history"),
          "1\t" + end(n2) + "\tno recovery target specified\n");

      var rewound = n2.done(new Decision.Rewind(new MemberId("n3"), n3.address(), "test"));
      assertThat(rewound.detail()).contains("no rewind required");
      n2.done(new Decision.StartStandby(n3.address(), "test"));

      n2.awaitAnswer(a -> a.streaming() && a.position().timeline() == 3);
      n2.awaitReplayOf(n3);
    }
  }

  /** Seed 1017 of chaos: a base backup brings the history file of one timeline alone. */
  @Test
  void standby_from_far_back_follows_a_primary_that_was_copied_later() throws Exception {
    try (var cluster = Cluster.of(3);
        var copied = new Node("n4")) {
      var n1 = cluster.node(1);
      var n2 = cluster.node(2);
      var late = cluster.node(3);
      n1.query("CREATE TABLE t AS SELECT 1 AS a");
      n2.awaitReplayOf(n1);
      late.done(new Decision.Stop("test"));
      n1.done(new Decision.Stop("test"));
      n2.promote(3, CommitRule.NONE);
      copied.join(n2);
      // Not the history files: an archive that somebody put back would have them too.
      for (var segment : segments(n2)) {
        if (Files.notExists(wal(copied).resolve(segment))) {
          Files.copy(wal(n2).resolve(segment), wal(copied).resolve(segment));
        }
      }
      n2.query("INSERT INTO t VALUES (2)");
      copied.awaitReplayOf(n2);
      n2.done(new Decision.Stop("test"));
      // By its start as a standby; what recovery takes from an archive comes after that.
      var second = wal(copied).resolve("00000002.history");
      Files.delete(second);
      copied.promote(4, CommitRule.NONE);
      assertThat(histories(wal(copied))).hasSize(3);
      copied.done(new Decision.Stop("test"));
      Files.delete(second);
      copied.startPrimary();
      assertThat(second).exists();

      late.done(new Decision.StartStandby(copied.address(), "test"));

      late.awaitAnswer(a -> a.streaming() && a.position().timeline() == 4);
      late.awaitReplayOf(copied);
      assertThat(late.query("SELECT sum(a) FROM t")).isEqualTo("3");
    }
  }

  /** The third node becomes primary, with WAL that the second, which is stopped, has not. */
  private static Node withoutTheLatest(Cluster cluster) throws Exception {
    var n1 = cluster.node(1);
    var n2 = cluster.node(2);
    var n3 = cluster.node(3);
    n1.query("CREATE TABLE t AS SELECT 0 AS generate_series");
    n2.awaitReplayOf(n1);
    n2.done(new Decision.Follow("", "test"));
    n2.awaitAnswer(a -> !a.receiving());
    n1.query("INSERT INTO t SELECT generate_series(1, 100)");
    n3.awaitReplayOf(n1);
    n1.done(new Decision.Stop("test"));
    n2.done(new Decision.Stop("test"));
    // Where it has time to choose the number that is kept free, that becomes an ancestor.
    n3.done(new Decision.Promise(new Epoch(2), "test"));
    ReservedTimelines.keepFree(wal(n3), n3.answer().position(), 3);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> n3.serverLog().contains("new target timeline is 2"));
    n3.promote(3, CommitRule.NONE);
    n3.done(new Decision.Checkpoint("test"));
    n3.awaitAnswer(SqlAnswer::checkpointed);
    return n3;
  }

  /** Of a standby that was stopped in order. */
  private static Lsn end(Node node) {
    return ((DataDirectory.Usable) node.seen().data()).position().lsn();
  }

  /** As PostgreSQL begins a promotion. */
  private static void copySegment(Node node, int timeline) throws IOException {
    var newest =
        segments(node).stream()
            .filter(n -> n.startsWith("00000001"))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Files.copy(
        wal(node).resolve(newest),
        wal(node).resolve("%08X".formatted(timeline) + newest.substring(8)));
  }

  private static List<String> segments(Node node) throws IOException {
    try (var files = Files.list(wal(node))) {
      return files
          .map(f -> String.valueOf(f.getFileName()))
          .filter(n -> n.matches("[0-9A-F]{24}"))
          .toList();
    }
  }

  private static Path wal(Node node) {
    return node.data().resolve("pg_wal");
  }

  private static List<Path> histories(Path wal) throws IOException {
    try (var files = Files.list(wal)) {
      return files.filter(f -> f.toString().endsWith(".history")).toList();
    }
  }
}
