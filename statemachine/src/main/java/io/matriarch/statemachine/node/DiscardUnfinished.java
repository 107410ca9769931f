package io.matriarch.statemachine.node;

import java.util.Optional;

/**
 * Removes what an interrupted clone or initdb of ours left; what an interrupted rewind left only
 * where the operator allowed it, since it may hold transactions that exist nowhere else.
 */
final class DiscardUnfinished implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    if (!(seen.database().data() instanceof DataDirectory.Unfinished unfinished)
        || seen.database().process() != DatabaseSeen.Process.NONE) {
      return Optional.empty();
    }
    if (unfinished.what().equals("rewind") && !seen.state().config().removeDataOnRewindFailure()) {
      return NodeRule.waitFor(
          "pg_rewind was interrupted, so the data directory can neither be started nor rewound"
              + " again; what it alone had was kept before (postgresql.diverged beside the agent's"
              + " state): empty it to have it cloned, or set"
              + " postgresql.remove_data_directory_on_rewind_failure to have that done by itself");
    }
    return Optional.of(
        new Decision.DiscardData("an earlier " + unfinished.what() + " did not finish"));
  }

  @Override
  public boolean needsOperator() {
    return true;
  }
}
