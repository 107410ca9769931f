package io.matriarch.statemachine.node;

import java.time.Duration;
import java.util.Optional;

/**
 * When the agent is told to stop: hands the primary role over where somebody can take it, then
 * stops.
 */
final class StopWithAgent implements NodeRule {
  /** After this a primary that nobody takes over from stops all the same. */
  static final Duration HANDOVER_LIMIT = Duration.ofSeconds(15);

  /** After this a standby that commits still wait for stops all the same. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var since = seen.stoppingSinceNanos();
    if (since == null) {
      return Optional.empty();
    }
    if (seen.database().process() == DatabaseSeen.Process.NONE) {
      return NodeRule.waitFor("the agent is stopping");
    }
    if (seen.beingAdopted()) {
      return NodeRule.waitFor("the server is not this cluster's yet and is left as it is");
    }
    if (seen.state().paused()) {
      return NodeRule.waitFor("the cluster is paused: PostgreSQL is left as it is");
    }
    if (seen.handover().isPresent() && seen.since(since).compareTo(HANDOVER_LIMIT) < 0) {
      return Optional.empty();
    }
    if (wantsHandover(seen)) {
      return NodeRule.waitFor("asking a standby to take over before the agent stops");
    }
    if (isCountedOn(seen) && seen.since(since).compareTo(DRAIN_LIMIT) < 0) {
      return NodeRule.waitFor("until commits do not wait for this standby any more");
    }
    return Optional.of(new Decision.Stop("the agent is stopping", false));
  }

  /** True where the running primary waits for this standby. */
  static boolean isCountedOn(NodeSeen seen) {
    var sync = seen.state().sync();
    return sync != null
        && sync.standbys().contains(seen.id())
        && seen.database().isStandby()
        && seen.primaryReport().isPresent();
  }

  /** True while this primary should still try to find a successor. */
  static boolean wantsHandover(NodeSeen seen) {
    return seen.stoppingSinceNanos() != null
        && seen.since(seen.stoppingSinceNanos()).compareTo(HANDOVER_LIMIT) < 0
        && seen.database().isPrimary()
        && seen.mayBePrimary()
        && seen.state().finished(operationId(seen)).isEmpty()
        && seen.reports().values().stream()
            .anyMatch(
                r ->
                    !r.member().equals(seen.id())
                        && r.state() == io.matriarch.statemachine.model.ServerState.STREAMING
                        && !r.stopping());
  }

  /** The same name for every try, so that a repeated request is the same request. */
  static String operationId(NodeSeen seen) {
    return "stop-%s-%s".formatted(seen.id(), seen.state().epoch());
  }
}
