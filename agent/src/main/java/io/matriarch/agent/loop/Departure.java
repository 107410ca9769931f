package io.matriarch.agent.loop;

import io.matriarch.raft.Leadership;
import io.matriarch.statemachine.node.DatabaseSeen;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's way out of the cluster: asked to prepare, then removed. Used by the loop's thread
 * only.
 *
 * <p>A removed node stops its PostgreSQL, unless it was told to leave it running; a node that
 * starts as one that was removed before touches nothing. A server that takes writes is fenced in
 * any case.
 */
final class Departure {
  private static final Logger log = LoggerFactory.getLogger(Departure.class);

  /** A removal that does not come does not keep a standby out of the commits for long. */
  private static final Duration PREPARED_FOR = Duration.ofSeconds(40);

  private @Nullable Long askedNanos;
  private @Nullable Long removedNanos;
  private boolean keepRunning;
  private boolean belonged;

  void asked(boolean keep, long nowNanos) {
    askedNanos = nowNanos;
    keepRunning = keep;
    log.atInfo()
        .setMessage("preparing to leave the cluster")
        .addKeyValue("postgresql", keep ? "goes on as it is" : "will be stopped")
        .log();
  }

  /** What the Raft group says now. */
  void look(Leadership leadership, long nowNanos) {
    switch (leadership.health()) {
      case ALIVE, RECOVERING -> belonged = true;
      case REMOVED -> {
        if (removedNanos == null) {
          removedNanos = nowNanos;
          log.atWarn()
              .setMessage("this node is no member of the cluster any more")
              .addKeyValue("reason", leadership.trouble())
              .addKeyValue("postgresql", isLeftAlone() ? "left as it is, as a standby" : "stopped")
              .log();
        }
      }
      case STARTING, FAILED -> {}
    }
  }

  /** Commits shall not wait for this node, nor shall it be promoted. */
  boolean isUnderWay(long nowNanos) {
    return removedNanos != null
        || askedNanos != null && nowNanos - askedNanos < PREPARED_FOR.toNanos();
  }

  /** Since when its server is to be stopped; null where it is not. */
  @Nullable Long stoppingSinceNanos() {
    return isLeftAlone() ? null : removedNanos;
  }

  /**
   * Removed, and its server is nobody's business here any more; but for one that takes writes: the
   * cluster has or will have another, and the lease that this one had can not be renewed.
   */
  boolean handsOff(DatabaseSeen seen) {
    return isLeftAlone() && !seen.isPrimary();
  }

  private boolean isLeftAlone() {
    return removedNanos != null && (keepRunning || !belonged);
  }
}
