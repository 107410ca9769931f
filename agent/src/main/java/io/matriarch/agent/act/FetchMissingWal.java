package io.matriarch.agent.act;

import io.matriarch.agent.postgres.HostPort;
import io.matriarch.agent.postgres.ReservedTimelines;
import io.matriarch.agent.process.Signal;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.ActResult;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Streams from another standby until this one has what it must have, then cuts the stream again.
 */
final class FetchMissingWal implements Act {
  private static final Duration LIMIT = Duration.ofSeconds(4);

  private final Workbench bench;
  private final Permit permit;
  private final HostPort source;
  private final WalPosition until;

  FetchMissingWal(Workbench bench, Permit permit, HostPort source, WalPosition until) {
    this.bench = bench;
    this.permit = permit;
    this.source = source;
    this.until = until;
  }

  @Override
  public ActResult run() throws IOException, SQLException, InterruptedException {
    if (!bench.runs()) {
      return new ActResult.Failed("expected a running standby, found no server");
    }
    permit.confirm();
    if (ReservedTimelines.isUnused(bench.files().wal())) {
      // It may have chosen a timeline to follow that nobody has begun.
      if (new EndServer(bench).inOrder(permit) instanceof ActResult.Failed failed) {
        return failed;
      }
      new StartServer(bench, permit).asStandby("");
    }
    bench.writeOwn(source.toString(), false);
    bench.server().poke(Signal.HUP);
    boolean got =
        permit.await(
            LIMIT,
            () -> {
              bench.probe().look();
              return bench.ended() || hasAll();
            });
    bench.writeOwn("", false);
    bench.server().poke(Signal.HUP);
    bench.awaitFreshAnswer(permit);
    return got && hasAll()
        ? ActResult.Done.of("has WAL up to %s".formatted(until))
        : new ActResult.Failed(
            "%s did not give the WAL up to %s within %s".formatted(source, until, LIMIT));
  }

  private boolean hasAll() {
    var answer = bench.look().seen().answer();
    return answer != null && answer.position().compareTo(until) >= 0;
  }
}
