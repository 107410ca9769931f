package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SqlAnswer;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a standby does in an election, with real servers. */
@Tag("it")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PromiseIT {
  private static final Epoch NEXT = new Epoch(2);
  private static final CommitRule ANY_OF_N2 = new CommitRule(1, List.of(new MemberId("n2")), false);

  @Test
  void nothing_is_acknowledged_to_the_old_primary_after_a_promise() throws Exception {
    try (var cluster = Cluster.of(2)) {
      prepare(cluster);
      try (var client = new Committer(cluster.node(1), "t")) {
        await().until(() -> client.acknowledged() > 20);
        var end = promise(cluster.node(2));
        assertCutOff(cluster, client, end);
      }
    }
  }

  /** The startup process reads no configuration then, and cannot end the receiver itself. */
  @Test
  void standby_whose_replay_is_held_by_a_reader_is_cut_off_too() throws Exception {
    try (var cluster = Cluster.of(2)) {
      prepare(cluster);
      var n1 = cluster.node(1);
      var n2 = cluster.node(2);
      n1.query("CREATE TABLE held AS SELECT 1 AS a");
      n2.awaitReplayOf(n1);
      try (var reader = n2.connect();
          var statement = reader.createStatement();
          var client = new Committer(n1, "t")) {
        reader.setAutoCommit(false);
        statement.execute("SELECT * FROM held");
        n1.query("DROP TABLE held");
        await().until(() -> client.acknowledged() > 20);
        var acknowledged = client.acknowledged();
        var end = promise(n2);
        assertThat(client.acknowledged()).isGreaterThanOrEqualTo(acknowledged);
        reader.rollback();
        assertCutOff(cluster, client, end);
      }
    }
  }

  @Test
  void promise_is_repeatable_and_outlives_agent_and_server() throws Exception {
    try (var cluster = Cluster.of(2)) {
      var n2 = cluster.node(2);
      var end = promise(n2);
      assertThat(promise(n2)).isEqualTo(end);
      n2.done(new Decision.Promise(new Epoch(1), "test"));

      n2.restartAgent();
      assertThat(n2.seen().promised()).isEqualTo(NEXT);
      n2.kill();
      n2.done(new Decision.StartStandby("", "test"));

      assertThat(n2.awaitAnswer(SqlAnswer::endKnown).receiving()).isFalse();
      assertThat(n2.answer().position()).isEqualTo(end);
      assertThat(n2.seen().promised()).isEqualTo(NEXT);
    }
  }

  @Test
  void missing_wal_is_fetched_from_another_standby_and_the_stream_cut_again() throws Exception {
    try (var cluster = Cluster.of(3)) {
      var n1 = cluster.node(1);
      var n2 = cluster.node(2);
      var n3 = cluster.node(3);
      promise(n3);
      n1.query("CREATE TABLE t AS SELECT generate_series(1, 1000)");
      n2.awaitReplayOf(n1);
      n1.done(new Decision.Fence(Duration.ofSeconds(1), false, "test"));
      var floor = promise(n2);
      assertThat(n3.answer().position()).isLessThan(floor);

      var gone = n3.act(new Decision.FetchWal(new MemberId("n1"), n1.address(), floor, "test"));
      assertThat(gone).isInstanceOf(ActResult.Failed.class);
      n3.done(new Decision.FetchWal(new MemberId("n2"), n2.address(), floor, "test"));

      assertThat(n3.answer().position()).isEqualTo(floor);
      assertThat(n3.awaitAnswer(a -> !a.receiving()).upstream()).isEmpty();
      n3.promote();
      assertThat(n3.query("SELECT count(*) FROM t")).isEqualTo("1000");
    }
  }

  @Test
  void end_of_the_wal_on_disk_is_not_known_before_it_was_all_read() throws Exception {
    try (var cluster = Cluster.of(2)) {
      var n1 = cluster.node(1);
      var n2 = cluster.node(2);
      n2.query("SELECT pg_wal_replay_pause()");
      n1.query("CREATE TABLE t AS SELECT generate_series(1, 1000)");
      n1.query("CREATE TABLE u AS SELECT generate_series(1, 1000)");
      var written = n1.awaitAnswer(a -> true).position();
      n2.awaitAnswer(a -> a.position().compareTo(written) >= 0);
      n1.done(new Decision.Fence(Duration.ofSeconds(1), false, "test"));
      var end = n2.awaitAnswer(a -> !a.receiving()).position();
      n2.kill();
      Files.writeString(
          n2.data().resolve("postgresql.auto.conf"),
          "recovery_min_apply_delay = '1h'\n",
          StandardOpenOption.APPEND,
          StandardOpenOption.CREATE);

      n2.done(new Decision.StartStandby("", "test"));

      var early = n2.awaitAnswer(a -> !a.receiving());
      assertThat(early.endKnown()).isFalse();
      assertThat(early.position()).isLessThan(end);
      n2.query("ALTER SYSTEM RESET recovery_min_apply_delay");
      n2.query("SELECT pg_reload_conf()");
      assertThat(n2.awaitAnswer(SqlAnswer::endKnown).position()).isEqualTo(end);
    }
  }

  private static void prepare(Cluster cluster) throws Exception {
    cluster.node(1).query("CREATE TABLE t (id bigint)");
    cluster.node(1).done(new Decision.ApplySync(ANY_OF_N2, "test"));
  }

  /** Says where its WAL ends, as is reported to the others. */
  private static WalPosition promise(Node standby) throws Exception {
    standby.done(new Decision.Promise(NEXT, "test"));
    assertThat(standby.answer().receiving()).isFalse();
    assertThat(standby.seen().promised()).isEqualTo(NEXT);
    return standby.answer().position();
  }

  private static void assertCutOff(Cluster cluster, Committer client, WalPosition end)
      throws Exception {
    var n1 = cluster.node(1);
    var n2 = cluster.node(2);
    await()
        .until(
            () ->
                n1.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                    .equals("1"));
    var last = client.acknowledged();
    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(4))
        .until(() -> client.acknowledged() == last);
    assertThat(n2.awaitAnswer(a -> true).position()).isEqualTo(end);
    await()
        .until(
            () -> n2.query("SELECT pg_last_wal_replay_lsn() >= '" + end.lsn() + "'").equals("t"));
    assertThat(Long.parseLong(n2.query("SELECT max(id) FROM t"))).isGreaterThanOrEqualTo(last);
  }
}
