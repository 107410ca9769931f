package io.matriarch.agent.act;

import io.matriarch.agent.postgres.ReservedTimelines;
import io.matriarch.agent.postgres.WrittenConfig;
import io.matriarch.agent.process.Signal;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a standby take writes, fast.
 *
 * <p>The request alone can take five seconds: the startup process may have looked for it just
 * before it went to sleep for {@code wal_retrieve_retry_interval}. A SIGHUP to the postmaster wakes
 * it, so another is sent after 20 ms, and then each time that the wait has doubled: every process
 * of the server reads its configuration for it, which a busy host notices.
 */
final class PromoteStandby implements Act {
  private static final Logger log = LoggerFactory.getLogger(PromoteStandby.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** The checkpointer tells the others that commits wait at all, and may be busy writing. */
  private static final Duration RULE_IS_READ = Duration.ofMillis(500);

  private static final Duration POKE = Duration.ofMillis(20);
  private static final Duration LOOK = Duration.ofMillis(8);
  private static final Duration READERS_MAY_HOLD_IT = Duration.ofMillis(250);

  private final Workbench bench;
  private final Permit permit;
  private final Decision.Promote order;
  private boolean hurried;

  PromoteStandby(Workbench bench, Permit permit, Decision.Promote order) {
    this.bench = bench;
    this.permit = permit;
    this.order = order;
  }

  @Override
  public ActResult run() throws IOException, SQLException, InterruptedException {
    if (!bench.runs()) {
      return new ActResult.Failed("expected a running standby, found no server");
    }
    if (bench.look().seen().isPrimary()) {
      return ActResult.Done.of("takes writes already");
    }
    var server = bench.server().current().orElse(null);
    if (server == null) {
      return new ActResult.Failed("expected a running standby, found that it has just ended");
    }
    // One that was told before may begin to write at any moment: there is nothing left to refuse.
    if (!bench.promoted().isOn(server)) {
      var refusal = bench.hooks().refusesPromotion(permit::isWithdrawn);
      if (refusal != null) {
        return new ActResult.Vetoed(refusal);
      }
    }
    prepare();
    permit.confirm();
    bench.promoted().set(server);
    if (!Files.exists(bench.files().promoteSignal())) {
      Files.createFile(bench.files().promoteSignal());
    }
    long begun = System.nanoTime();
    bench.server().poke(Signal.USR1);
    bench.server().poke(Signal.HUP);
    try {
      return bench.connections().whileOpenOrKept(c -> untilPrimary(c, begun));
    } finally {
      if (hurried) {
        bench.writeOwn(bench.configFiles().written().upstream(), false);
        bench.server().poke(Signal.HUP);
      }
      bench.probe().look();
    }
  }

  /**
   * Before the first commit: whom it waits for; and the timeline's number. The rule is read by the
   * server with the first of the signals that wake it for the promotion.
   */
  private void prepare() throws IOException, InterruptedException {
    var answer = bench.look().seen().answer();
    if (answer == null) {
      throw new IOException("expected a standby that answers, found one that does not: try again");
    }
    var before = bench.configFiles().written();
    bench.writeRule(order.rule());
    if (order.rule().needed() > 0 && mayWaitForNobody(answer.commitRule(), before)) {
      bench.server().poke(Signal.HUP);
      permit.await(RULE_IS_READ, () -> false);
    }
    // Last: a standby that has time to see a number that is kept free makes it its ancestor.
    WalCare.beforePromotion(bench.files().wal());
    ReservedTimelines.keepFree(bench.files().wal(), answer.position(), order.timeline());
  }

  /**
   * True where the server may have the empty rule now, and read the one that it is told with delay.
   *
   * @param answered the rule in effect, as the server said last; which may be from before it read
   *     {@code written}
   */
  static boolean mayWaitForNobody(String answered, WrittenConfig written) {
    return answered.isEmpty() || written.rule().isEmpty();
  }

  /** Not before it is needed: writing a file durably takes longer than most promotions. */
  private void hurry(Connection connection) throws IOException, SQLException {
    if (!hurried) {
      hurried = true;
      bench.writeOwn(bench.configFiles().written().upstream(), true);
    }
    clearReaders(connection);
  }

  private ActResult untilPrimary(Connection connection, long begun)
      throws IOException, SQLException, InterruptedException {
    int held = 1;
    var nextPoke = POKE;
    try (var question =
        connection.prepareStatement(
            "SELECT pg_is_in_recovery(),"
                + " CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() END")) {
      while (true) {
        permit.goOn();
        boolean inRecovery;
        boolean paused;
        try (var row = question.executeQuery()) {
          row.next();
          inRecovery = row.getBoolean(1);
          paused = row.getBoolean(2);
        }
        var taken = Duration.ofNanos(System.nanoTime() - begun);
        if (!inRecovery) {
          return promoted(taken);
        }
        if (taken.compareTo(LIMIT) >= 0) {
          Files.deleteIfExists(bench.files().promoteSignal());
          return new ActResult.Failed(
              "the server did not leave recovery within %s of being promoted".formatted(LIMIT));
        }
        if (paused) {
          resume(connection);
        }
        if (taken.compareTo(READERS_MAY_HOLD_IT.multipliedBy(held)) >= 0) {
          held++;
          hurry(connection);
        }
        if (taken.compareTo(nextPoke) >= 0) {
          nextPoke = taken.plus(taken);
          bench.server().poke(Signal.HUP);
        }
        Thread.sleep(LOOK);
      }
    }
  }

  private ActResult promoted(Duration taken) throws InterruptedException {
    bench.probe().look();
    permit.await(Duration.ofSeconds(1), () -> bench.look().seen().isPrimary());
    WalCare.ofPrimary(bench.files().wal());
    return ActResult.Done.of("promoted in " + taken.toMillis() + " ms");
  }

  /** A pause would hold the promotion: the startup process looks up from it once a second only. */
  private static void resume(Connection connection) {
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT pg_wal_replay_resume()");
    } catch (SQLException e) {
      // It left recovery in between, where there is nothing to resume.
      log.atDebug().setMessage("replay could not be resumed").setCause(e).log();
    }
  }

  /**
   * Ends the sessions that replay waits for. A lowered {@code max_standby_streaming_delay} is read
   * between two records only, and not by a startup process that waits already.
   */
  private static void clearReaders(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                SELECT count(pg_terminate_backend(reader.pid))
                FROM pg_stat_activity reader, pg_stat_activity startup
                WHERE startup.backend_type = 'startup'
                  AND (startup.wait_event LIKE 'RecoveryConflict%'
                    OR startup.wait_event_type IN ('Lock', 'BufferPin'))
                  AND reader.backend_type = 'client backend' AND reader.xact_start IS NOT NULL
                  AND reader.pid <> pg_backend_pid()\
                """)) {
      if (row.next() && row.getInt(1) > 0) {
        log.atInfo()
            .setMessage("ended sessions that held the promotion")
            .addKeyValue("sessions", row.getInt(1))
            .log();
      }
    }
  }
}
