package io.matriarch.agent.loop;

import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.NodeSeen;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's own end, as it was asked for. Used by the loop's thread only. */
final class Stopping {
  private static final Logger log = LoggerFactory.getLogger(Stopping.class);

  /** A node that was primary and cannot tell the cluster so leaves after this. */
  private static final Duration RELEASE_LIMIT = Duration.ofSeconds(3);

  private static final Duration LIMIT = Duration.ofSeconds(40);

  private @Nullable Long sinceNanos;
  private @Nullable Long downSinceNanos;

  void request(long nowNanos) {
    if (sinceNanos == null) {
      sinceNanos = nowNanos;
      log.atInfo().setMessage("stopping").log();
    }
  }

  /** When it was asked for; null where it was not. */
  @Nullable Long sinceNanos() {
    return sinceNanos;
  }

  /**
   * True where it was asked for and all is in order, or takes too long.
   *
   * @param handsOff the server is nobody's business here
   */
  boolean mayLeave(Turn turn, NodeSeen seen, boolean handsOff) {
    if (sinceNanos == null || handsOff) {
      return sinceNanos != null;
    }
    if (turn.nowNanos() - sinceNanos > LIMIT.toNanos()) {
      log.atWarn().setMessage("stopping took too long; leaving as it is").log();
      return true;
    }
    if (seen.memory().running() != null) {
      return false;
    }
    if (seen.database().process() != DatabaseSeen.Process.NONE) {
      downSinceNanos = null;
      return turn.state().paused() || seen.beingAdopted();
    }
    if (downSinceNanos == null) {
      downSinceNanos = turn.nowNanos();
    }
    var waited = turn.nowNanos() - downSinceNanos > RELEASE_LIMIT.toNanos();
    return waited || seen.ownLease().isEmpty() && !handsOver(seen);
  }

  /** The role may still come back while the candidate is being checked. */
  private static boolean handsOver(NodeSeen seen) {
    var operation = seen.state().operation();
    return operation != null && seen.id().equals(operation.from()) && seen.state().lease() == null;
  }
}
