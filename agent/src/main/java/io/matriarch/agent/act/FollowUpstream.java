package io.matriarch.agent.act;

import io.matriarch.agent.postgres.HostPort;
import io.matriarch.agent.postgres.ReservedTimelines;
import io.matriarch.agent.postgres.Upstream;
import io.matriarch.agent.process.Signal;
import io.matriarch.statemachine.node.ActResult;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Points a running standby at another source: since PostgreSQL 13 a reload does it. */
final class FollowUpstream implements Act {
  /** Short, since a promotion may be decided next and waits for this act to end. */
  private static final Duration PATIENCE = Duration.ofMillis(700);

  private final Workbench bench;
  private final Permit permit;
  private final String upstream;

  FollowUpstream(Workbench bench, Permit permit, String upstream) {
    this.bench = bench;
    this.permit = permit;
    this.upstream = upstream;
  }

  @Override
  public ActResult run() throws IOException, SQLException, InterruptedException {
    if (!bench.runs()) {
      return new ActResult.Failed("expected a running standby, found no server");
    }
    if (!upstream.isEmpty()) {
      HostPort.parse(upstream); // before anything is changed
    }
    permit.confirm();
    if (ReservedTimelines.isUnused(bench.files().wal())) {
      return restart();
    }
    bench.writeOwnStandby(upstream);
    bench.server().poke(Signal.HUP);
    var result = bench.connections().whileOpenOrKept(this::untilMoved);
    bench.awaitFreshAnswer(permit);
    return result;
  }

  /** It may have chosen a timeline to follow that nobody has begun. */
  private ActResult restart() throws IOException, InterruptedException {
    return new EndServer(bench).inOrder(permit) instanceof ActResult.Failed failed
        ? failed
        : new StartServer(bench, permit).asStandby(upstream);
  }

  private ActResult untilMoved(Connection connection) throws SQLException, InterruptedException {
    for (int turn = 0; turn < 2; turn++) {
      long begun = System.nanoTime();
      while (System.nanoTime() - begun < PATIENCE.toNanos()) {
        permit.goOn();
        if (hasMoved(connection)) {
          return ActResult.Done.of(
              upstream.isEmpty() ? "follows nobody" : "streams from " + upstream);
        }
        Thread.sleep(20);
      }
      // One that hangs on a dead source would do so until its timeout.
      WalReceiver.end(connection, bench.files().directory());
      bench.server().poke(Signal.HUP);
    }
    return ActResult.Done.of("told to follow '%s', not streaming yet".formatted(upstream));
  }

  private boolean hasMoved(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT status, conninfo FROM pg_stat_wal_receiver")) {
      if (!row.next()) {
        return upstream.isEmpty();
      }
      var from = Upstream.of(row.getString("conninfo"));
      return !upstream.isEmpty()
          && "streaming".equals(row.getString("status"))
          && from.equals(HostPort.parse(upstream).toString());
    }
  }
}
