package io.matriarch.statemachine.node;

import java.util.Optional;

/**
 * In a pause the operator does what is to be done: nothing is started, cloned or rewound. What an
 * operation asks for is carried out, and a holder's standby is promoted.
 */
final class KeepHandsOffWhilePaused implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    if (!seen.state().paused() || !seen.state().initialized() || seen.state().operation() != null) {
      return Optional.empty();
    }
    return seen.mayBePrimary() && !seen.state().followsAnother() && seen.database().isStandby()
        ? Optional.empty()
        : NodeRule.waitFor("the cluster is paused");
  }
}
