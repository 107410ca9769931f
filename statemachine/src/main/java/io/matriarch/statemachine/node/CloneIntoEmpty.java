package io.matriarch.statemachine.node;

import java.util.Optional;

/** Fills an empty data directory from the running primary. */
final class CloneIntoEmpty implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    if (!(seen.database().data() instanceof DataDirectory.Empty)) {
      return Optional.empty();
    }
    if (seen.ownLease().isPresent()) {
      return NodeRule.waitFor("the data directory is empty; giving up the lease");
    }
    var primary = seen.primaryElsewhere();
    if (primary.isEmpty() || seen.primaryReport().isEmpty()) {
      return NodeRule.waitFor("waiting for a running primary to clone from");
    }
    return Optional.of(
        new Decision.Clone(
            primary.get().id(), primary.get().postgresAddress(), "the data directory is empty"));
  }
}
