package io.matriarch.agent.loop;

import io.matriarch.net.api.ConfigReply;
import io.matriarch.raft.ClusterLog;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigProblem;
import io.matriarch.statemachine.model.ConfigRules;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.StandbyCluster;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster comes to follow another one and leaves it. Before a cluster that has a primary
 * gives up its writes, the other one is asked whether it has what they wrote; before one takes
 * writes again, whether the other one does, or has more. Thread-safe.
 */
final class StandbyDesk {
  private static final String POINTER = "/" + StandbyCluster.KEY;

  private final Supplier<ClusterState> state;
  private final ParameterCheck check;
  private final ConfigDesk configuration;
  private final Supplier<OwnWal> own;

  /**
   * @param own gives what the members of this cluster have
   */
  StandbyDesk(
      ClusterLog clusterLog, ParameterCheck check, ConfigDesk configuration, Supplier<OwnWal> own) {
    this.state = () -> clusterLog.applied().state();
    this.check = check;
    this.configuration = configuration;
    this.own = own;
  }

  /** As {@link ConfigDesk#change}, for a change that may be one of sides. */
  CompletionStage<ConfigReply> change(
      ConfigValue.Tree body, boolean replace, long expectedVersion, String by) {
    var part = body.get(StandbyCluster.KEY);
    if (part == null && !replace) {
      return configuration.change(body, false, expectedVersion, by);
    }
    var now = state.get();
    if (expectedVersion >= 0 && expectedVersion != now.config().version()) {
      return CompletableFuture.completedFuture(new ConfigReply.Conflict(now.config()));
    }
    var accepts = part instanceof ConfigValue.Tree tree && StandbyCluster.acceptsLoss(tree);
    return judged(now, body, replace, accepts, by);
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
    var part =
        acceptLoss
            ? followed.with(StandbyCluster.ACCEPT_LOSS, new ConfigValue.Flag(true))
            : followed;
    return judged(now, standby(part), false, acceptLoss, by);
  }

  /**
   * Has this cluster follow nobody any more: it elects a primary.
   *
   * @param acceptLoss nobody is asked whether the other cluster takes writes, or has more, nor is a
   *     member waited for that cannot say yet how much it has
   */
  CompletionStage<ConfigReply> promote(boolean acceptLoss, String by) {
    var now = state.get();
    return now.followsAnother()
        ? judged(now, standby(new ConfigValue.Null()), false, acceptLoss, by)
        : refused("this is no standby cluster: it has a primary of its own");
  }

  private static ConfigValue.Tree standby(ConfigValue part) {
    return new ConfigValue.Tree(new TreeMap<>()).with(StandbyCluster.KEY, part);
  }

  private static CompletionStage<ConfigReply> refused(String why) {
    return CompletableFuture.completedFuture(new ConfigReply.Refused(why));
  }

  /** What was judged is what is changed: a change that comes between is a conflict. */
  private CompletionStage<ConfigReply> judged(
      ClusterState now, ConfigValue.Tree body, boolean replace, boolean acceptLoss, String by) {
    var wanted = (replace ? ConfigValue.Tree.EMPTY : now.config().tree()).merge(body);
    return obstacle(now, wanted, acceptLoss)
        .thenCompose(
            obstacle ->
                obstacle == null
                    ? configuration.change(body, replace, now.config().version(), by)
                    : CompletableFuture.completedFuture(
                        new ConfigReply.Invalid(List.of(obstacle))));
  }

  /** Why the cluster cannot be what {@code wanted} says; null where it can. */
  private CompletionStage<@Nullable ConfigProblem> obstacle(
      ClusterState now, ConfigValue.Tree wanted, boolean acceptLoss) {
    if (!now.initialized() || !ConfigRules.validate(wanted).isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    var before = now.config().standbyCluster().orElse(null);
    var after = StandbyCluster.of(wanted).orElse(null);
    if (before == null) {
      return after == null
          ? CompletableFuture.completedFuture(null)
          : followed(now, after, acceptLoss);
    }
    if (after == null) {
      return acceptLoss ? CompletableFuture.completedFuture(null) : left(before);
    }
    var inherited =
        after.acceptsLoss() && !acceptLoss && !after.addresses().equals(before.addresses());
    return CompletableFuture.completedFuture(
        inherited
            ? problem(
                after,
                "%s: it was said of %s; say so again, or false"
                    .formatted(StandbyCluster.ACCEPT_LOSS, before.name()))
            : null);
  }

  private CompletionStage<@Nullable ConfigProblem> followed(
      ClusterState now, StandbyCluster other, boolean acceptLoss) {
    return other.addresses().isEmpty()
        ? CompletableFuture.completedFuture(
            problem(other, "host: an archive does not tell whether it has what was written here"))
        : check
            .remote(other)
            .thenApply(view -> problem(other, SideChange.toFollow(now, view, acceptLoss)));
  }

  private CompletionStage<@Nullable ConfigProblem> left(StandbyCluster other) {
    var mute = own.get().mute();
    if (!mute.isEmpty()) {
      return CompletableFuture.completedFuture(
          problem(
              other,
              "members that say how much WAL they have: PostgreSQL of %s is starting; wait, or accept the loss"
                  .formatted(mute)));
    }
    if (other.addresses().isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return check.asksRemotes()
        ? check
            .remote(other)
            .thenApply(
                view -> problem(other, SideChange.toLeave(view, own.get().newest().orElse(null))))
        : CompletableFuture.completedFuture(
            problem(other, "an agent that can ask it: this node has no PostgreSQL"));
  }

  private static @Nullable ConfigProblem problem(StandbyCluster other, @Nullable String expected) {
    return expected == null ? null : new ConfigProblem(POINTER, other.name(), expected);
  }
}
