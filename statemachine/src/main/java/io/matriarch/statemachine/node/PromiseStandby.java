package io.matriarch.statemachine.node;

import java.util.Optional;

/**
 * A standby's part of an election: promises to follow no older epoch, and cuts its stream, so that
 * what it says it has is all that it will ever acknowledge to the last primary.
 */
final class PromiseStandby implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var state = seen.state();
    var vacancy = state.vacancy();
    if (vacancy == null
        || state.lease() != null
        || state.sync() == null
        || !seen.database().isStandby()
        || seen.stoppingSinceNanos() != null) {
      return Optional.empty();
    }
    // A hand-over whose candidate has the last byte needs no promise.
    var handedOver = vacancy.clean() && state.operation() != null;
    var idle = state.paused() && state.operation() == null;
    var epoch = vacancy.epoch().next();
    var promised = seen.database().promised().compareTo(epoch) >= 0;
    if (handedOver || idle) {
      return Optional.empty();
    }
    var answer = seen.database().answer();
    return promised && answer != null && answer.isCut()
        ? NodeRule.waitFor("promised %s; waiting for the next primary", epoch)
        : Optional.of(
            new Decision.Promise(epoch, "%s; a new primary is sought".formatted(vacancy.reason())));
  }
}
