package io.matriarch.chaos.simulation.node;

import io.matriarch.agent.loop.ParameterCheck;
import io.matriarch.chaos.simulation.postgres.SimDatabase;
import io.matriarch.statemachine.model.ConfigProblem;
import io.matriarch.statemachine.model.StandbyCluster;
import io.matriarch.statemachine.node.RemoteView;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What an agent asks servers before it takes a change of the configuration. */
record Questions(SimDatabase database) implements ParameterCheck {
  @Override
  public CompletionStage<List<ConfigProblem>> problems(SortedMap<String, String> parameters) {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public boolean asksRemotes() {
    return true;
  }

  @Override
  public CompletionStage<RemoteView> remote(StandbyCluster followed) {
    return database.askRemote(followed.addresses());
  }
}
