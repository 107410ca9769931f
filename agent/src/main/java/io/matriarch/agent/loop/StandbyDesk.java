package io.matriarch.agent.loop;

import io.matriarch.net.api.ConfigReply;
import io.matriarch.raft.ClusterLog;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigProblem;
import io.matriarch.statemachine.model.ConfigRules;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.StandbyCluster;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.RemoteJudgement;
import io.matriarch.statemachine.node.RemoteView;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster comes to follow another one and leaves it. Before a cluster that has a primary
 * gives up its writes, the other one is asked whether it has what they wrote. Thread-safe.
 */
final class StandbyDesk {
  private static final String POINTER = "/" + StandbyCluster.KEY;

  private final Supplier<ClusterState> state;
  private final ParameterCheck check;
  private final ConfigDesk configuration;

  StandbyDesk(ClusterLog clusterLog, ParameterCheck check, ConfigDesk configuration) {
    this.state = () -> clusterLog.applied().state();
    this.check = check;
    this.configuration = configuration;
  }

  /** As {@link ConfigDesk#change}, for a change that may be one of sides. */
  CompletionStage<ConfigReply> change(
      ConfigValue.Tree body, boolean replace, long expectedVersion, String by) {
    var now = state.get();
    var wanted = (replace ? ConfigValue.Tree.EMPTY : now.config().tree()).merge(body);
    return obstacle(now, wanted, false)
        .thenCompose(
            obstacle ->
                obstacle == null
                    ? configuration.change(body, replace, expectedVersion, by)
                    : CompletableFuture.completedFuture(
                        new ConfigReply.Invalid(List.of(obstacle))));
  }

  /** As {@link ConfigDesk#check}. */
  CompletionStage<ConfigReply> check(ConfigValue.Tree whole) {
    return configuration.check(whole);
  }

  /**
   * Has this cluster follow another one.
   *
   * @param acceptLoss what only this cluster wrote may be undone by a rewind
   */
  CompletionStage<ConfigReply> demote(ConfigValue.Tree followed, boolean acceptLoss, String by) {
    var now = state.get();
    if (now.followsAnother()) {
      return refused(
          "this is a standby cluster already: change standby_cluster with PATCH /config");
    }
    var body = new ConfigValue.Tree(new TreeMap<>()).with(StandbyCluster.KEY, followed);
    return obstacle(now, now.config().tree().merge(body), acceptLoss)
        .thenCompose(
            obstacle ->
                obstacle == null
                    ? configuration.change(body, false, now.config().version(), by)
                    : CompletableFuture.completedFuture(
                        new ConfigReply.Invalid(List.of(obstacle))));
  }

  /** Has this cluster follow nobody any more: it elects a primary. */
  CompletionStage<ConfigReply> promote(String by) {
    var now = state.get();
    return now.followsAnother()
        ? configuration.change(
            new ConfigValue.Tree(new TreeMap<>()).with(StandbyCluster.KEY, new ConfigValue.Null()),
            false,
            now.config().version(),
            by)
        : refused("this is no standby cluster: it has a primary of its own");
  }

  private static CompletionStage<ConfigReply> refused(String why) {
    return CompletableFuture.completedFuture(new ConfigReply.Refused(why));
  }

  /** Why this cluster cannot follow what {@code wanted} names; null where it can. */
  private CompletionStage<@Nullable ConfigProblem> obstacle(
      ClusterState now, ConfigValue.Tree wanted, boolean acceptLoss) {
    if (!now.initialized()
        || now.followsAnother()
        || !(wanted.get(StandbyCluster.KEY) instanceof ConfigValue.Tree tree)
        || !ConfigRules.validate(wanted).isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    var followed = StandbyCluster.read(tree);
    if (followed.addresses().isEmpty()) {
      return CompletableFuture.completedFuture(
          problem(followed, "host: an archive does not tell whether it has what was written here"));
    }
    return check.remote(followed).thenApply(view -> judge(now, followed, view, acceptLoss));
  }

  private static @Nullable ConfigProblem judge(
      ClusterState now, StandbyCluster followed, RemoteView view, boolean acceptLoss) {
    var remote = view.server();
    var at = written(now);
    if (remote == null) {
      return problem(followed, "a server that answers: " + view.trouble());
    }
    if (at == null) {
      return problem(followed, "this cluster's last position to be known; it has no primary");
    }
    var judgement = RemoteJudgement.of(now.systemIdentifier(), at, true, remote);
    var obstacle = judgement.obstacle();
    var undone = acceptLoss && judgement instanceof RemoteJudgement.Forked;
    return obstacle == null || undone
        ? null
        : problem(followed, "a server whose history holds this cluster's: " + obstacle);
  }

  private static @Nullable WalPosition written(ClusterState now) {
    if (now.lease() != null) {
      return now.lease().position();
    }
    return now.vacancy() == null ? null : now.vacancy().lastKnown();
  }

  private static ConfigProblem problem(StandbyCluster followed, String expected) {
    return new ConfigProblem(POINTER, followed.name(), expected);
  }
}
