package io.matriarch.agent.loop;

import io.matriarch.statemachine.model.ConfigProblem;
import io.matriarch.statemachine.model.StandbyCluster;
import io.matriarch.statemachine.node.RemoteView;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks a running PostgreSQL whether it would take parameters. */
@FunctionalInterface
public interface ParameterCheck {
  /** For a node without a server: what nobody can be asked is not in the way. */
  ParameterCheck NONE = parameters -> CompletableFuture.completedFuture(List.of());

  /**
   * What it would not take; empty where it takes all, or none runs. Never blocks, completes always.
   */
  CompletionStage<List<ConfigProblem>> problems(SortedMap<String, String> parameters);

  /** True where {@link #remote} can ask at all: then one that does not answer is not there. */
  default boolean asksRemotes() {
    return false;
  }

  /**
   * Asks the servers that a cluster is to follow who they are. Never blocks, completes always, in
   * some seconds.
   */
  default CompletionStage<RemoteView> remote(StandbyCluster followed) {
    return CompletableFuture.completedFuture(
        new RemoteView(null, "this node has no PostgreSQL: ask another one", null));
  }
}
