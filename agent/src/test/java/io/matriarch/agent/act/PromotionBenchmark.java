package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.process.ProcessId;
import io.matriarch.agent.process.Signal;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SqlAnswer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How long promotions take, from the signal until the server takes writes. Not part of the build:
 * {@code docs/testing.md} says how it is run.
 *
 * <p>Each promotion comes at another moment after the end of the WAL receiver, within the first 20
 * ms: there lies the stall that this measures. The promotions without SIGHUP are the comparison.
 */
@Tag("benchmark")
@ExtendWith(AsPostgres.class)
class PromotionBenchmark {
  private static final int PROMOTIONS = Integer.getInteger("promotions", 50);
  private static final long SEED = Long.getLong("seed", 4);

  /** What makes the server take writes; says after how many milliseconds it does. */
  private interface Promotion {
    double millis(Node standby) throws Exception;
  }

  @Test
  void as_the_agent_promotes() throws Exception {
    measure("with SIGHUPs, retry interval 100 ms", "", PromotionBenchmark::byTheAgent);
  }

  @Test
  void without_sighup() throws Exception {
    measure("no SIGHUP, retry interval 100 ms", "", PromotionBenchmark::bySignalAlone);
  }

  @Test
  void without_sighup_at_the_default_interval() throws Exception {
    measure("no SIGHUP, retry interval 5 s", "5s", PromotionBenchmark::bySignalAlone);
  }

  @Test
  void as_the_agent_promotes_at_the_default_interval() throws Exception {
    measure("with SIGHUPs, retry interval 5 s", "5s", PromotionBenchmark::byTheAgent);
  }

  private static void measure(String name, String interval, Promotion promotion) throws Exception {
    var random = new Random(SEED);
    var millis = new ArrayList<Double>();
    try (var cluster = Cluster.of(2)) {
      var primary = cluster.node(1);
      var standby = cluster.node(2);
      for (int turn = 1; turn <= PROMOTIONS; turn++) {
        if (!interval.isEmpty()) {
          standby.query("ALTER SYSTEM SET wal_retrieve_retry_interval = '" + interval + "'");
        }
        // Without the agent's part nothing else would let the promoted server's commits through.
        standby.query("ALTER SYSTEM SET synchronous_standby_names = ''");
        standby.query("SELECT pg_reload_conf()");
        primary.query("CREATE TABLE t%d AS SELECT 1".formatted(turn));
        standby.awaitReplayOf(primary);
        primary.done(new Decision.Fence(Duration.ofMillis(400), false, "benchmark"));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
        millis.add(promotion.millis(standby));
        standby.awaitSeen(DatabaseSeen::isPrimary);
        standby.done(new Decision.Checkpoint("benchmark"));
        standby.awaitAnswer(SqlAnswer::checkpointed);
        primary.done(new Decision.Rewind(new MemberId("x"), standby.address(), "benchmark"));
        primary.done(new Decision.StartStandby(standby.address(), "benchmark"));
        primary.awaitAnswer(SqlAnswer::streaming);
        var swap = primary;
        primary = standby;
        standby = swap;
      }
    }
    millis.sort(null);
    System.out.printf(
        "%s: %d promotions, seed %d: median %.0f ms, p99 %.0f ms, maximum %.0f ms%n",
        name,
        millis.size(),
        SEED,
        millis.get(millis.size() / 2),
        millis.get((int) Math.ceil(millis.size() * 0.99) - 1),
        millis.getLast());
    assertThat(millis).hasSize(PROMOTIONS);
  }

  private static double byTheAgent(Node standby) throws Exception {
    var timeline = standby.nextTimeline();
    var none = CommitRule.NONE;
    var epoch = new Epoch(1);
    var done = standby.done(new Decision.Promote(epoch, timeline, none, "benchmark"));
    return Double.parseDouble(done.detail().replaceAll("\\D", ""));
  }

  private static double bySignalAlone(Node standby) throws Exception {
    try (var connection = standby.connect();
        var question = connection.prepareStatement("SELECT pg_is_in_recovery()")) {
      Files.createFile(standby.data().resolve("promote"));
      long begun = System.nanoTime();
      ProcessId.of(standby.postmaster()).orElseThrow().signal(Signal.USR1);
      while (true) {
        try (var row = question.executeQuery()) {
          row.next();
          if (!row.getBoolean(1)) {
            return (System.nanoTime() - begun) / 1e6;
          }
        }
        TimeUnit.MILLISECONDS.sleep(2);
      }
    }
  }
}
