package io.matriarch.agent.app;

import io.matriarch.agent.loop.Database;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** A witness's database: there is none, and nothing can be done to it. */
final class NoDatabase implements Database {
  private static final DatabaseSeen NOTHING =
      new DatabaseSeen(
          new DataDirectory.Empty(),
          DatabaseSeen.Process.NONE,
          0,
          false,
          null,
          0,
          null,
          Epoch.NONE,
          0);

  @Override
  public DatabaseSeen seen() {
    return NOTHING;
  }

  @Override
  public void look() {}

  @Override
  public CompletionStage<ActResult> start(Decision decision, BooleanSupplier stillJustified) {
    return CompletableFuture.completedFuture(new ActResult.Failed("a witness has no PostgreSQL"));
  }
}
