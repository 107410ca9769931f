package io.matriarch.agent.act;

import io.matriarch.agent.process.Signal;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.node.ActResult;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Promises on disk to follow no older epoch, then cuts the stream of the running standby. In this
 * order: an agent that is killed between the two cuts it again.
 */
final class MakePromise implements Act {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMillis(60);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Workbench bench;
  private final Permit permit;
  private final Epoch epoch;

  MakePromise(Workbench bench, Permit permit, Epoch epoch) {
    this.bench = bench;
    this.permit = permit;
    this.epoch = epoch;
  }

  @Override
  public ActResult run() throws IOException, SQLException, InterruptedException {
    if (!bench.runs()) {
      return new ActResult.Failed("expected a running standby, found no server");
    }
    permit.confirm();
    bench.promise().write(epoch);
    // From here on nobody older is followed. It is reported only beside an answer of the server
    // that
    // says that the stream is cut.
    bench.look().promised(epoch);
    bench.writeOwn("", false);
    bench.server().poke(Signal.HUP);
    var result = bench.connections().whileOpen(this::untilCut);
    bench.awaitFreshAnswer(permit);
    return result;
  }

  /** Twice without a receiver: one that the old setting had begun to start would show by then. */
  private ActResult untilCut(Connection connection) throws SQLException, InterruptedException {
    long begun = System.nanoTime();
    int quiet = 0;
    boolean ended = false;
    while (System.nanoTime() - begun < LIMIT.toNanos()) {
      permit.goOn();
      quiet = isCut(connection) ? quiet + 1 : 0;
      if (quiet > 1) {
        return ActResult.Done.of("promised %s, receives nothing any more".formatted(epoch));
      }
      if (!ended && System.nanoTime() - begun > PATIENCE.toNanos()) {
        ended = true;
        WalReceiver.end(connection, bench.files().directory());
        bench.server().poke(Signal.HUP);
      }
      Thread.sleep(PAUSE);
    }
    return new ActResult.Failed("the WAL receiver did not end within %s".formatted(LIMIT));
  }

  /**
   * The postmaster tells the startup process of a setting before it opens sessions that have it.
   */
  private static boolean isCut(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT current_setting('primary_conninfo') = ''")) {
      return row.next() && row.getBoolean(1) && WalReceiver.isGone(connection);
    }
  }
}
