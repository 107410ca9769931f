package io.matriarch.statemachine.node;

import java.util.Optional;

/** What a running primary is asked for besides writes: its checkpoint after promotion, its parameters. */
final class TendPrimary implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var answer = seen.database().answer();
    if (seen.ownLease().isEmpty() || !seen.database().isPrimary() || answer == null) {
      return Optional.empty();
    }
    if (!answer.checkpointed()) {
      return Optional.of(
          new Decision.Checkpoint(
              "the first on timeline %d: a rewind against this primary needs it"
                  .formatted(answer.position().timeline())));
    }
    return TendStandby.parameters(seen)
        .or(() -> NodeRule.waitFor("primary, %s", seen.state().epoch()));
  }
}
