package io.matriarch.statemachine.node;

import java.time.Duration;
import java.util.Optional;

/**
 * Kills a primary that does not answer, or does not finish its start or its promotion, so that the
 * role can go to a standby that does.
 *
 * <p>The wait is a whole lease: a server starved of CPU answers late, a stopped one never.
 */
final class FenceUnresponsive implements NodeRule {
  private static final Duration WITHIN = Duration.ofMillis(500);

  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var database = seen.database();
    if (seen.ownLease().isEmpty() || seen.state().paused()) {
      return Optional.empty();
    }
    var asked = database.askedNanos();
    var patience = seen.state().config().ttl();
    if (database.process() == DatabaseSeen.Process.RUNNING
        && asked != null
        && seen.since(asked).compareTo(patience) > 0) {
      return Optional.of(
          new Decision.Fence(
              WITHIN,
              true,
              "PostgreSQL has not answered for %d ms".formatted(seen.since(asked).toMillis())));
    }
    var down = seen.memory().downSinceNanos();
    var limit = seen.state().config().primaryStartTimeout();
    var failure = seen.memory().failure();
    if (database.isStandby()
        && failure != null
        && failure.kind() == Decision.Promote.class
        && down != null
        && seen.since(down).compareTo(limit) > 0) {
      return Optional.of(
          new Decision.Fence(
              WITHIN,
              true,
              "PostgreSQL has not begun to take writes for %d ms, primary_start_timeout is %d ms"
                  .formatted(seen.since(down).toMillis(), limit.toMillis())));
    }
    if (seen.state().followsAnother()) {
      return Optional.empty(); // A standby may replay for long before it answers.
    }
    var starting = seen.since(database.processSinceNanos());
    if (database.process() == DatabaseSeen.Process.STARTING
        && starting.compareTo(seen.state().config().primaryStartTimeout()) > 0) {
      return Optional.of(
          new Decision.Fence(
              WITHIN,
              true,
              "PostgreSQL has not come up for %d ms, primary_start_timeout is %d ms"
                  .formatted(
                      starting.toMillis(),
                      seen.state().config().primaryStartTimeout().toMillis())));
    }
    return Optional.empty();
  }
}
