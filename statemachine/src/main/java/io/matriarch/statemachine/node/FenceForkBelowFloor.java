package io.matriarch.statemachine.node;

import java.time.Duration;
import java.util.Optional;

/**
 * Stops a server that was promoted and has not all the WAL that its election counted on: what it
 * would confirm is a history without commits that clients were told to be safe.
 *
 * <p>Only until it is confirmed. After that the evidence on its disk may have been recycled.
 */
final class FenceForkBelowFloor implements NodeRule {
  private static final Duration WITHIN = Duration.ofMillis(500);

  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var lacked = ForkPoint.lacks(seen.database(), seen.state(), seen.id());
    var answer = seen.database().answer();
    return lacked == null || answer == null
        ? Optional.empty()
        : Optional.of(
            new Decision.Fence(
                WITHIN, true, ForkPoint.sentence(answer.position().timeline(), lacked)));
  }
}
