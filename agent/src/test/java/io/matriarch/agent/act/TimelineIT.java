package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.agent.postgres.ReservedTimelines;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SqlAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  private static List<Path> histories(Path wal) throws IOException {
    try (var files = Files.list(wal)) {
      return files.filter(f -> f.toString().endsWith(".history")).toList();
    }
  }
}
