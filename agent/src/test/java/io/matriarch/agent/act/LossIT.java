package io.matriarch.agent.act;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SqlAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The account of what a former primary alone had, with real servers. */
@Tag("it")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LossIT {
  @Test
  void transactions_that_a_rewind_destroys_are_counted_and_kept() throws Exception {
    try (var cluster = Cluster.of(2)) {
      var n1 = cluster.node(1);
      var n2 = cluster.node(2);
      var fork = diverge(n1, n2);
      n1.kill();

      var done = n1.done(new Decision.Rewind(new MemberId("n2"), n2.address(), "test"));

      var lost = requireNonNull(done.lost());
      System.out.println(lost);
      assertThat(lost.transactions()).isEqualTo(3);
      assertThat(lost.from()).isEqualTo(fork);
      assertThat(lost.bytes()).isEqualTo(lost.to().bytesAhead(fork.lsn())).isPositive();
      assertThat(lost.summary()).contains("Heap", "Transaction", "1663/");
      assertThat(Path.of(lost.keptIn())).isDirectoryContaining("glob:**/00000001*");
      n1.done(new Decision.StartStandby(n2.address(), "test"));
      n1.awaitAnswer(SqlAnswer::streaming);
      assertThat(n1.query("SELECT count(*) FROM t")).isEqualTo("1");
    }
  }

  @Test
  void discarded_database_is_accounted_for_too() throws Exception {
    try (var cluster = Cluster.of(2)) {
      var n1 = cluster.node(1);
      var n2 = cluster.node(2);
      diverge(n1, n2);
      n1.done(new Decision.Fence(Duration.ofSeconds(1), false, "test"));

      var done = n1.done(new Decision.DiscardData(n2.address(), "test"));

      assertThat(requireNonNull(done.lost()).transactions()).isEqualTo(3);
    }
  }

  @Test
  void primary_whose_last_byte_its_successor_has_lost_nothing() throws Exception {
    try (var cluster = Cluster.of(2)) {
      var n1 = cluster.node(1);
      var n2 = cluster.node(2);
      n1.query("CREATE TABLE t AS SELECT 1 AS a");
      n1.done(new Decision.Stop("test"));
      n2.promote();
      n2.done(new Decision.Checkpoint("test"));
      n2.awaitAnswer(SqlAnswer::checkpointed);

      assertThat(n1.done(new Decision.Rewind(new MemberId("n2"), n2.address(), "test")).lost())
          .isNull();
    }
  }

  @Test
  void node_that_cannot_read_its_wal_comes_back_all_the_same() throws Exception {
    var bin = programsWithoutWaldump();
    try (var n1 = new Node("n1", bin);
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      n2.join(n1);
      diverge(n1, n2);
      n1.kill();

      var done = n1.done(new Decision.Rewind(new MemberId("n2"), n2.address(), "test"));

      assertThat(requireNonNull(done.lost()).transactions()).isEqualTo(-1);
      assertThat(done.lost().summary()).contains("pg_waldump");
      n1.done(new Decision.StartStandby(n2.address(), "test"));
      n1.awaitAnswer(SqlAnswer::streaming);
    }
  }

  /** Three transactions that {@code n2}, promoted, has not; says where the two part. */
  private static WalPosition diverge(Node n1, Node n2) throws Exception {
    n1.query("CREATE TABLE t AS SELECT 1 AS a");
    n1.query("CHECKPOINT");
    n2.awaitReplayOf(n1);
    n2.done(new Decision.Follow("", "test"));
    n2.awaitAnswer(a -> !a.receiving());
    for (int row = 2; row <= 4; row++) {
      n1.query("INSERT INTO t VALUES (%d)".formatted(row));
    }
    var fork = n2.answer().position();
    n2.promote();
    n2.done(new Decision.Checkpoint("test"));
    n2.awaitAnswer(SqlAnswer::checkpointed);
    return fork;
  }

  private static Path programsWithoutWaldump() throws Exception {
    var bin = Files.createTempDirectory("mtr-bin");
    try (var programs = Files.list(Node.BIN)) {
      for (var program : programs.toList()) {
        Files.createSymbolicLink(bin.resolve(program.getFileName()), program);
      }
    }
    var broken = bin.resolve("pg_waldump");
    Files.delete(broken);
    Files.writeString(broken, "#!/bin/sh\necho pg_waldump: broken; exit 1\n");
    Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin;
  }
}
