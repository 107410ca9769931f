package io.matriarch.chaos.simulation.node;

import io.matriarch.agent.loop.Database;
import io.matriarch.chaos.simulation.world.HostClock;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** A witness has none. */
final class NoServer implements Database {
  private final DatabaseSeen seen;

  NoServer(HostClock clock) {
    seen =
        new DatabaseSeen(
            new DataDirectory.Empty(),
            DatabaseSeen.Process.NONE,
            clock.nanos(),
            false,
            null,
            0,
            null,
            Epoch.NONE,
            0);
  }

  @Override
  public DatabaseSeen seen() {
    return seen;
  }

  @Override
  public void look() {}

  @Override
  public CompletionStage<ActResult> start(Decision decision, BooleanSupplier stillJustified) {
    return CompletableFuture.completedFuture(new ActResult.Failed("a witness has no PostgreSQL"));
  }
}
