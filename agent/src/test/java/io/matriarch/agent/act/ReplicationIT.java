package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SqlAnswer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("it")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReplicationIT {
  private static final Epoch EPOCH = new Epoch(1);

  @Test
  void clone_streams_and_gets_the_last_byte_of_a_stopped_primary() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      n2.join(n1);
      n1.query("CREATE TABLE t AS SELECT generate_series(1, 1000)");
      var seen = n1.awaitAnswer(a -> !a.replicas().isEmpty());
      assertThat(seen.replicas().getFirst().name()).isEqualTo("n2");
      assertThat(n2.answer().upstream()).isEqualTo(n1.address());
      assertThat(n2.seen().data())
          .isInstanceOfSatisfying(
              DataDirectory.Usable.class, u -> assertThat(u.standbySignal()).isTrue());

      n1.done(new Decision.PrepareHandover("switch", "test"));
      var end = n1.done(new Decision.Stop("test")).stoppedAt();

      var standby = n2.awaitAnswer(a -> !a.streaming());
      assertThat(standby.position()).isEqualTo(end);
    }
  }

  @Test
  void promotion_right_after_the_receiver_died_takes_far_less_than_five_seconds() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      n2.join(n1);
      Node primary = n1;
      Node standby = n2;
      for (int turn = 1; turn <= 10; turn++) {
        primary.query("CREATE TABLE t%d AS SELECT 1".formatted(turn));
        standby.awaitReplayOf(primary);
        primary.done(new Decision.Fence(Duration.ofMillis(400), false, "test"));
        // Wherever the startup process is in its cycle of waiting for a source.
        TimeUnit.MILLISECONDS.sleep(turn * 13L);
        long begun = System.nanoTime();
        standby.promote();
        long millis = (System.nanoTime() - begun) / 1_000_000;
        System.out.println("promotion " + turn + ": " + millis + " ms");
        assertThat(millis).isLessThan(1500);
        assertThat(standby.seen().isPrimary()).isTrue();
        assertThat(standby.answer().position().timeline()).isEqualTo(turn + 1);
        standby.done(new Decision.Checkpoint("test"));
        standby.awaitAnswer(SqlAnswer::checkpointed);

        primary.done(new Decision.Rewind(new MemberId("x"), standby.address(), "test"));
        primary.done(new Decision.StartStandby(standby.address(), "test"));
        primary.awaitAnswer(SqlAnswer::streaming);
        var swap = primary;
        primary = standby;
        standby = swap;
      }
    }
  }

  @Test
  void diverged_primary_is_rewound_after_a_crash() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      n2.join(n1);
      n1.query("CREATE TABLE kept AS SELECT 1");
      n2.awaitReplayOf(n1);
      n2.done(new Decision.Follow("", "test"));
      n1.query("CREATE TABLE lost AS SELECT 1");
      n2.promote();
      n2.done(new Decision.Checkpoint("test"));
      n2.awaitAnswer(SqlAnswer::checkpointed);
      n1.kill();
      var old = ((DataDirectory.Usable) n1.seen().data()).position();
      assertThat(old.timeline()).isEqualTo(1);

      n1.done(new Decision.Rewind(new MemberId("n2"), n2.address(), "test"));
      n1.done(new Decision.StartStandby(n2.address(), "test"));

      n1.awaitAnswer(SqlAnswer::streaming);
      assertThat(n1.query("SELECT to_regclass('lost') IS NULL AND to_regclass('kept') IS NOT NULL"))
          .isEqualTo("t");
      assertThat(n1.query("SHOW cluster_name")).isEqualTo("n1");
      assertThat(n1.answer().position().timeline()).isEqualTo(2);
    }
  }

  @Test
  void paused_replay_and_readers_in_conflict_do_not_hold_a_promotion() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      n2.join(n1);
      n1.query("CREATE TABLE t AS SELECT 1 AS a");
      n2.awaitReplayOf(n1);
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
        n2.promote();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
      }
      assertThat(n2.query("SHOW max_standby_streaming_delay")).isEqualTo("30s");
    }
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      n2.join(n1);
      n2.query("SELECT pg_wal_replay_pause()");
      assertThat(n2.awaitAnswer(SqlAnswer::replayPaused).inRecovery()).isTrue();
      n2.promote();
      assertThat(n2.seen().isPrimary()).isTrue();
    }
  }

  @Test
  void follow_moves_a_standby_and_can_point_it_at_nobody() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2");
        var n3 = new Node("n3")) {
      n1.becomePrimary();
      n2.join(n1);
      n3.join(n1);
      n3.done(new Decision.Follow(n2.address(), "test"));
      var seen = n3.awaitAnswer(SqlAnswer::streaming);
      assertThat(seen.upstream()).isEqualTo(n2.address());
      n2.awaitAnswer(a -> !a.replicas().isEmpty());

      n3.done(new Decision.Follow("", "test"));

      n3.awaitAnswer(a -> !a.streaming());
      assertThat(n3.answer().upstream()).isEmpty();
    }
  }

  @Test
  void crashed_standby_keeps_the_timeline_it_followed() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2");
        var n3 = new Node("n3")) {
      n1.becomePrimary();
      n2.join(n1);
      n3.join(n1);
      n3.awaitReplayOf(n1);
      n1.done(new Decision.Stop("test"));
      n2.promote();
      n3.done(new Decision.Follow(n2.address(), "test"));
      n3.awaitAnswer(a -> a.position().timeline() == 2);
      n2.query("CREATE TABLE t AS SELECT 1");
      n3.awaitReplayOf(n2);
      n3.kill();
      n2.done(new Decision.Stop("test"));

      n3.done(new Decision.StartStandby("", "test"));

      var position = n3.awaitAnswer(a -> true).position();
      assertThat(position.timeline()).isEqualTo(2);
    }
  }

  @Test
  void data_of_a_standby_does_not_start_as_primary() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      n2.join(n1);
      n2.done(new Decision.Stop("test"));

      assertThat(n2.act(new Decision.StartPrimary(EPOCH, "test")))
          .isInstanceOf(ActResult.Failed.class);
    }
  }
}
