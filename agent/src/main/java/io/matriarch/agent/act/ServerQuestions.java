package io.matriarch.agent.act;

import io.matriarch.agent.loop.ParameterCheck;
import io.matriarch.agent.observe.RemoteWatch;
import io.matriarch.agent.postgres.ParameterCatalog;
import io.matriarch.statemachine.model.ConfigProblem;
import io.matriarch.statemachine.model.StandbyCluster;
import io.matriarch.statemachine.node.RemoteView;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks this node's server, and those that it may follow, before a configuration is agreed on. */
final class ServerQuestions implements ParameterCheck {
  private static final Logger log = LoggerFactory.getLogger(ServerQuestions.class);
  private static final Duration CHECK_LIMIT = Duration.ofSeconds(3);

  private final Workbench bench;
  private final RemoteWatch remote;

  ServerQuestions(Workbench bench, RemoteWatch remote) {
    this.bench = bench;
    this.remote = remote;
  }

  @Override
  public boolean asksRemotes() {
    return true;
  }

  @Override
  public CompletionStage<RemoteView> remote(StandbyCluster followed) {
    return remote.later(followed);
  }

  /**
   * Asks the running server whether it knows these parameters and takes these values. Never blocks;
   * the stage completes always, without problems where no server runs here that could be asked.
   */
  @Override
  public CompletionStage<List<ConfigProblem>> problems(SortedMap<String, String> parameters) {
    if (bench.look().seen().answer() == null) {
      return CompletableFuture.completedFuture(List.of());
    }
    var result = new CompletableFuture<List<ConfigProblem>>();
    Thread.ofVirtual()
        .name("check-parameters")
        .start(
            () -> {
              try (var connection = bench.connections().open(CHECK_LIMIT)) {
                result.complete(ParameterCatalog.read(connection).problems(parameters));
              } catch (SQLException | RuntimeException e) {
                log.atWarn()
                    .setMessage("postgresql could not be asked about new parameters")
                    .addKeyValue("cause", e.getMessage())
                    .log();
                result.complete(List.of());
              }
            });
    return result;
  }
}
