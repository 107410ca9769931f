package io.matriarch.statemachine.node;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.FeatureLevel;
import io.matriarch.statemachine.model.HookRun;
import java.util.Optional;

/**
 * What became of the operator's commands is kept by the cluster, where that is in nobody's way: a
 * primary is there, no role moves, and nothing is under way here. Until then the node remembers it.
 *
 * <p>It never raises the level of the cluster, as other commands do: a callback that runs by itself
 * after the last agent was upgraded would take away the way back.
 */
final class HookAccount {
  private HookAccount() {}

  /** The oldest that is not on record yet. */
  static Optional<Command> next(WishSeen seen) {
    var node = seen.node();
    var state = node.state();
    if (state.lease() == null
        || state.operation() != null
        || state.vacancy() != null
        || node.memory().running() != null
        || node.stoppingSinceNanos() != null
        || !state.members().containsKey(node.id())) {
      return Optional.empty();
    }
    return seen.hooks().stream()
        .map(result -> new HookRun(node.id(), result))
        .filter(run -> !state.hooks().contains(run))
        .findFirst()
        .<Command>map(Command.RecordHook::new)
        .filter(c -> FeatureLevel.of(c) <= state.featureLevel())
        .filter(c -> FeatureLevel.older(state, FeatureLevel.of(c), null).isEmpty());
  }
}
