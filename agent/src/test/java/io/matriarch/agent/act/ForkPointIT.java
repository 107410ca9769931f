package io.matriarch.agent.act;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SqlAnswer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a promoted server says of where its timeline began, with real WAL. */
@Tag("it")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ForkPointIT {
  private static final int PAGE = 8192;

  @Test
  void primary_that_took_over_everything_reaches_what_it_had_received() throws Exception {
    try (var cluster = Cluster.of(2)) {
      var had = receive(cluster);
      cluster.node(2).done(new Decision.Follow("", "test"));

      cluster.node(2).promote();

      assertThat(requireNonNull(cluster.node(2).answer().reached()).reaches(had)).isTrue();
    }
  }

  /** The disk gives back something else than was written: recovery ends before it. */
  @Test
  void primary_that_could_not_read_its_last_record_does_not_reach_it() throws Exception {
    try (var cluster = Cluster.of(2)) {
      var n2 = cluster.node(2);
      var had = receive(cluster);
      n2.kill(); // an orderly stop would demand all of it before it is consistent
      damage(n2, had.lsn().bytes() - 8, 8);
      n2.done(new Decision.StartStandby("", "test"));
      n2.awaitAnswer(SqlAnswer::endKnown);

      n2.promote();

      var history = requireNonNull(n2.answer().history());
      assertThat(history.forks().getFirst().end()).isLessThan(had.lsn());
      assertThat(requireNonNull(n2.answer().reached()).reaches(had)).isFalse();
    }
  }

  @Test
  void beginning_of_a_record_that_never_came_to_its_end_is_reached() throws Exception {
    try (var cluster = Cluster.of(2)) {
      var n2 = cluster.node(2);
      var before = receive(cluster);
      cluster.node(1).query("SELECT pg_logical_emit_message(true, 'long', repeat('x', 100000))");
      n2.awaitReplayOf(cluster.node(1));
      n2.kill(); // an orderly stop would demand all of it before it is consistent
      long page = (before.lsn().bytes() / PAGE + 3) * PAGE;
      damage(n2, page, 20 * PAGE);
      n2.done(new Decision.StartStandby("", "test"));
      n2.awaitAnswer(SqlAnswer::endKnown);

      n2.promote();

      var history = requireNonNull(n2.answer().history());
      assertThat(history.forks().getFirst().end().bytes()).isLessThan(page);
      assertThat(requireNonNull(n2.answer().reached()).reaches(new WalPosition(1, new Lsn(page))))
          .isTrue();
    }
  }

  /** A row on both; what the standby has then. */
  private static WalPosition receive(Cluster cluster) throws Exception {
    cluster.node(1).query("CREATE TABLE t AS SELECT 1 AS a");
    // Replay could not do without these: what is damaged below lies after them.
    cluster.node(1).query("CHECKPOINT");
    cluster.node(2).awaitReplayOf(cluster.node(1));
    cluster.node(2).query("CHECKPOINT");
    cluster.node(1).query("INSERT INTO t VALUES (2)");
    cluster.node(2).awaitReplayOf(cluster.node(1));
    var end = cluster.node(2).query("SELECT pg_last_wal_receive_lsn()");
    return new WalPosition(1, Lsn.parse(end));
  }

  /** Zeroes in the newest segment, from {@code lsn} on. */
  private static void damage(Node node, long lsn, int bytes) throws IOException {
    Path segment;
    try (var files = Files.list(node.data().resolve("pg_wal"))) {
      long number = lsn / (16 << 20);
      segment =
          files
              .filter(f -> f.getFileName().toString().endsWith("%08X".formatted(number)))
              .findFirst()
              .orElseThrow();
    }
    try (var file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(lsn % (16 << 20));
      file.write(new byte[bytes]);
    }
  }
}
