package io.matriarch.agent.act;

import io.matriarch.statemachine.node.ActResult;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests checkpoints, one at a time. */
final class Checkpoints {
  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);
  private static final Duration LONG = Duration.ofMillis(500);
  private static final Duration SENT = Duration.ofSeconds(1);

  private static final String FAR_INTO_SEGMENT =
      "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"
          + " % (SELECT setting::numeric FROM pg_settings WHERE name = 'wal_segment_size')"
          + " > 1000000";

  private static final String HAVE_ALL =
      "SELECT coalesce(bool_and(flush_lsn >= ?::pg_lsn), true)"
          + " FROM pg_stat_replication WHERE state = 'streaming'";

  private final AtomicBoolean running = new AtomicBoolean();

  /**
   * In the background: on a busy host it may take minutes, and a stop or a hand-over decided
   * meanwhile must not wait for it. The probe shows when it is done.
   */
  ActResult request(Workbench bench) {
    if (!running.compareAndSet(false, true)) {
      return ActResult.Done.of("a checkpoint runs already");
    }
    Thread.ofVirtual()
        .name("checkpoint")
        .start(
            () -> {
              try {
                checkpoint(bench);
              } catch (IOException | SQLException | InterruptedException e) {
                log.atInfo()
                    .setMessage("checkpoint not completed")
                    .addKeyValue("cause", e.getMessage())
                    .log();
              } finally {
                running.set(false);
                bench.probe().look();
              }
            });
    return ActResult.Done.of("checkpoint requested");
  }

  /**
   * Waits for it, and for a second one where the first left much to do for the shutdown's own. Then
   * begins another segment: who follows the next primary asks for WAL from the begin of a segment,
   * and would have to be sent again all that it has of this one.
   */
  ActResult beforeHandover(Workbench bench, Permit permit)
      throws IOException, SQLException, InterruptedException {
    permit.confirm();
    var took = checkpoint(bench);
    var detail = "checkpoint in " + took.toMillis() + " ms";
    permit.goOn();
    if (took.compareTo(LONG) >= 0) {
      detail += ", and " + checkpoint(bench).toMillis() + " ms";
    }
    try {
      bench.connections().whileOpenOrKept(c -> beginSegment(c, permit));
    } catch (SQLException e) {
      // An economy only: the hand-over takes longer without it.
      log.atDebug().setMessage("no new segment begun").setCause(e).log();
    }
    return ActResult.Done.of(detail);
  }

  /** Waits a moment for the standbys, which are sent the rest of the segment too. */
  private static boolean beginSegment(Connection connection, Permit permit)
      throws SQLException, InterruptedException {
    try (var statement = connection.createStatement()) {
      try (var row = statement.executeQuery(FAR_INTO_SEGMENT)) {
        if (!row.next() || !row.getBoolean(1)) {
          return false;
        }
      }
      permit.confirm();
      statement.execute("SELECT pg_switch_wal()");
    }
    try (var all = connection.prepareStatement(HAVE_ALL)) {
      all.setString(1, position(connection));
      permit.await(SENT, () -> isTrue(all));
    }
    return true;
  }

  private static String position(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT pg_current_wal_lsn()")) {
      row.next();
      return row.getString(1);
    }
  }

  private static boolean isTrue(PreparedStatement question) {
    try (var row = question.executeQuery()) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      return true; // It is an economy only; the next act meets what is wrong.
    }
  }

  /** One, and how long it took. */
  static Duration checkpoint(Workbench bench)
      throws IOException, SQLException, InterruptedException {
    long begun = System.nanoTime();
    return bench
        .connections()
        .whileOpenOrKept(
            c -> {
              try (var statement = c.createStatement()) {
                statement.execute("CHECKPOINT");
              }
              return Duration.ofNanos(System.nanoTime() - begun);
            });
  }
}
