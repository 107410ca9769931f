package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.CopyProgress;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long a copy takes beside plain pg_basebackup, in turns, and what is seen of it meanwhile. */
@Tag("it")
@Tag("long")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CloneIT {
  private static final long MEGABYTES = Long.getLong("it.clone.megabytes", 1024);
  private static final int ROUNDS = 2;

  /** The best of both: whatever else the machine does only makes them slower. */
  private static final double RATIO = 1.1;

  @Test
  void copy_takes_as_long_as_pg_basebackup_and_tells_how_far_it_is() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      fill(n1);
      long plain = Long.MAX_VALUE;
      long ours = Long.MAX_VALUE;
      List<CopyProgress> seen = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        plain = Math.min(plain, plain(n1));
        ours = Math.min(ours, clone(n1, n2, seen));
        n2.done(new Decision.DiscardData("test"));
      }
      System.out.printf(
          "CLONE %d MB: pg_basebackup %d ms, clone %d ms, ratio %.2f; seen %d times, %s%n",
          MEGABYTES, plain, ours, (double) ours / plain, seen.size(), seen.get(seen.size() / 2));
      assertThat(seen).as("progress meanwhile").hasSizeGreaterThan(2);
      assertThat((double) ours / plain).isLessThanOrEqualTo(RATIO);
    }
  }

  /** What cannot be packed, in rows that TOAST leaves alone. */
  private static void fill(Node node) throws Exception {
    node.query("CREATE TABLE filler (a text) WITH (autovacuum_enabled = off)");
    for (long done = 0; done < MEGABYTES; done += 64) {
      node.query(
          "INSERT INTO filler SELECT repeat(md5(n::text), 31) FROM generate_series(1, 64 * 1000)"
              + " n");
    }
    node.query("CHECKPOINT");
  }

  private static long plain(Node source) throws Exception {
    var target = Files.createTempDirectory("mtr-plain");
    long began = System.nanoTime();
    var builder =
        new ProcessBuilder(
            Node.BIN.resolve("pg_basebackup").toString(),
            "--pgdata=" + target.resolve("data"),
            "--checkpoint=fast",
            "--dbname=host=127.0.0.1 port=%d user=replicator".formatted(source.settings.port()));
    builder.environment().put("PGPASSWORD", "r" + Node.PASSWORD);
    assertThat(builder.inheritIO().start().waitFor()).isZero();
    long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
    remove(target);
    return took;
  }

  private static long clone(Node source, Node target, List<CopyProgress> seen) throws Exception {
    long began = System.nanoTime();
    var copied =
        target
            .database
            .start(
                new Decision.Clone(new MemberId(source.name), source.address(), "test"), () -> true)
            .toCompletableFuture();
    while (!copied.isDone()) {
      var progress = target.database.detail().copying();
      if (progress != null && progress.bytes() > 0) {
        seen.add(progress);
      }
      try {
        copied.get(500, TimeUnit.MILLISECONDS);
      } catch (java.util.concurrent.TimeoutException e) {
        // Still copying.
      }
    }
    assertThat(copied.get()).isInstanceOf(ActResult.Done.class);
    return Duration.ofNanos(System.nanoTime() - began).toMillis();
  }

  private static void remove(Path directory) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("rm", "-rf", directory.toString()).start().waitFor()).isZero();
  }
}
