package io.matriarch.statemachine.node;

import java.util.Optional;

/**
 * Leaves a server down that was stopped since it lacks acknowledged commits, while nobody else is
 * primary: it would be elected again, as the last primary that is back.
 */
final class KeepForkedDown implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var forked = seen.memory().forkedBelow();
    if (forked == null
        || seen.database().process() != DatabaseSeen.Process.NONE
        || seen.primaryElsewhere().isPresent()
        || ForkPoint.lossAccepted(seen.state(), seen.id())) {
      return Optional.empty();
    }
    return NodeRule.waitFor(
        "%s; it stays down until another node is primary: start every member, and where none can be"
            + " elected, accept the loss: matriarchctl failover --candidate NODE"
            + " --accept-data-loss",
        forked);
  }

  @Override
  public boolean needsOperator() {
    return true;
  }
}
