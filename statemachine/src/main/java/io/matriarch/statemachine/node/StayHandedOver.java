package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Operation.Phase;
import java.util.Optional;

/**
 * A primary that handed over stays as it stopped until the candidate has the role, so that the role
 * can come back to it without a new timeline.
 */
final class StayHandedOver implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var operation = seen.state().operation();
    return operation != null
            && operation.phase() == Phase.HANDED_OVER
            && seen.id().equals(operation.from())
            && seen.state().lease() == null
            && seen.database().process() == DatabaseSeen.Process.NONE
        ? NodeRule.waitFor(
            "handed over to %s, which is being checked", String.valueOf(operation.candidate()))
        : Optional.empty();
  }
}
