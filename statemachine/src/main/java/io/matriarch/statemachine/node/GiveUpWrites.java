package io.matriarch.statemachine.node;

import java.time.Duration;
import java.util.Optional;

/**
 * Stops a server that takes writes, or may begin to, in a cluster that is to follow another one.
 *
 * <p>In order, so that whoever streams from it, the other cluster among them, gets the last byte;
 * for certain where that does not work: two clusters of one database must not both take writes.
 */
final class GiveUpWrites implements NodeRule {
  private static final Duration WITHIN = Duration.ofSeconds(2);

  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var remote = seen.state().config().standbyCluster();
    if (remote.isEmpty()
        || !seen.state().initialized()
        || !seen.couldWrite()
        || seen.database().process() == DatabaseSeen.Process.STOPPING) {
      return Optional.empty();
    }
    var why = "the cluster follows %s now".formatted(remote.get().name());
    var failure = seen.memory().failure();
    // In order for twice; what hangs then is not waited for.
    if (failure != null && failure.kind() == Decision.Stop.class && failure.times() > 1) {
      return Optional.of(
          new Decision.Fence(WITHIN, false, why + "; it did not stop: " + failure.cause()));
    }
    return Optional.of(new Decision.Stop(why, false));
  }
}
