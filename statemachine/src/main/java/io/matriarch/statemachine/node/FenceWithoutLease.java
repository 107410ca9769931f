package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.LeaseTerms;
import java.time.Duration;
import java.util.Optional;

/**
 * Stops a server that takes writes, or could begin to, before the lease of this node ends.
 *
 * <p>After that end the others may have given the role away, and this node would not know. The
 * lease is counted from before the last committed renewal was sent, on this node's monotonic clock.
 */
final class FenceWithoutLease implements NodeRule {
  private static final Duration SHORTEST = Duration.ofMillis(50);

  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    if (!seen.couldWrite()
        || seen.memory().running() instanceof Decision.Initialize
        || seen.beingAdopted() && seen.held() == null) {
      return Optional.empty();
    }
    var held = seen.held();
    if (held == null) {
      return fence(Duration.ZERO, "the server takes writes and this node holds no lease");
    }
    var left = held.left(seen.nowNanos());
    if (seen.state().epoch().compareTo(held.epoch()) > 0) {
      return fence(
          left, "%s has begun, this node held %s".formatted(seen.state().epoch(), held.epoch()));
    }
    if (seen.state().epoch().equals(held.epoch()) && seen.ownLease().isEmpty()) {
      return fence(left, "the lease of %s was ended".formatted(held.epoch()));
    }
    if (left.compareTo(seen.fenceMargin()) <= 0) {
      return fence(
          left,
          "the lease of %s could not be renewed and ends in %d ms"
              .formatted(held.epoch(), left.toMillis()));
    }
    return Optional.empty();
  }

  /** The agent's own fence is over before the guard's begins. */
  private static Optional<Decision> fence(Duration left, String reason) {
    var within = left.minus(LeaseTerms.GUARD_LEAD);
    return Optional.of(
        new Decision.Fence(within.compareTo(SHORTEST) < 0 ? SHORTEST : within, false, reason));
  }
}
