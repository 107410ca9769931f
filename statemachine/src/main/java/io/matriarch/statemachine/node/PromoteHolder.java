package io.matriarch.statemachine.node;

import java.util.Optional;

/** Promotes the standby of the node that holds the lease, by the log and by its own count. */
final class PromoteHolder implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    if (seen.ownLease().isEmpty() || !seen.database().isStandby()) {
      return Optional.empty();
    }
    return seen.mayBePrimary()
        ? Optional.of(new Decision.Promote(seen.state().epoch(), "holds " + seen.state().epoch()))
        : NodeRule.waitFor("renewing the lease before the promotion");
  }
}
