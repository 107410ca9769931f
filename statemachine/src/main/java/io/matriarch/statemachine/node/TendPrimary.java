package io.matriarch.statemachine.node;

import java.time.Duration;
import java.util.Optional;

/**
 * What a running primary is asked for besides writes: its checkpoint after promotion, its
 * parameters.
 */
final class TendPrimary implements NodeRule {
  /** A checkpoint asked for is not asked for again before this has passed. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var answer = seen.database().answer();
    if (seen.ownLease().isEmpty() || !seen.database().isPrimary() || answer == null) {
      return Optional.empty();
    }
    var asked = seen.memory().checkpointAskedNanos();
    var runs = asked != null && seen.since(asked).compareTo(PATIENCE) < 0;
    if (!answer.checkpointed() && !runs) {
      return Optional.of(
          new Decision.Checkpoint(
              "the first on timeline %d: a rewind against this primary needs it"
                  .formatted(answer.position().timeline())));
    }
    if (FoundRule.isKept(seen, answer)) {
      return NodeRule.waitFor(
          "its commits wait for '%s' as they did before, until a standby of this cluster keeps up",
          answer.commitRule());
    }
    return TendStandby.parameters(seen)
        .or(() -> NodeRule.waitFor("primary, " + seen.state().epoch()));
  }
}
