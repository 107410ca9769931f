package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.WalPosition;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a holder whose server is down gives up its lease instead of starting the server again. One
 * answer for both: a node that asks to be relieved and starts its server in the same turn writes
 * beside its successor.
 */
final class ReleaseReason {
  /** Two tries at a source that does not answer, and one at another. */
  private static final Duration FETCH_LIMIT = Duration.ofSeconds(10);

  private ReleaseReason() {}

  /** The reason; null where the lease is to be kept. */
  static @Nullable String of(NodeSeen node, Lease lease) {
    var handover = node.handover();
    var candidate = handover.map(Operation::candidate);
    if (cleanEnd(node, lease) != null && candidate.isPresent()) {
      return "hand-over to " + candidate.get();
    }
    if (node.state().paused()) {
      return null;
    }
    if (node.stoppingSinceNanos() != null) {
      return "its agent was told to stop";
    }
    if (node.memory().forkedBelow() != null && !ForkPoint.lossAccepted(node.state(), node.id())) {
      return node.memory().forkedBelow();
    }
    if (node.memory().giveUp() != null) {
      return node.memory().giveUp();
    }
    if (!(node.database().data() instanceof DataDirectory.Usable)) {
      return "its data directory holds no database that can be started";
    }
    var down = node.memory().downSinceNanos();
    var limit = node.state().config().primaryStartTimeout();
    return down != null && node.since(down).compareTo(limit) > 0
        ? "its PostgreSQL could not be started for %d ms".formatted(node.since(down).toMillis())
        : null;
  }

  /**
   * Why a holder whose server runs as a standby gives up before it was promoted: it lacks WAL that
   * was acknowledged, and nobody gives it; null where it need not.
   */
  static @Nullable String ofStandby(NodeSeen node, Lease lease) {
    if (node.state().followsAnother()) {
      return ofStandbyLeader(node);
    }
    var answer = node.database().answer();
    var down = node.memory().downSinceNanos();
    var floor = lease.floor();
    var lacks = floor != null && answer != null && answer.position().compareTo(floor) < 0;
    if (node.couldWrite() || node.state().paused() || down == null) {
      return null;
    }
    if (node.memory().vetoed() != null && node.memory().giveUp() != null) {
      return node.memory().giveUp();
    }
    if (PromoteHolder.forked(node) != null) {
      return PromoteHolder.forked(node);
    }
    var since = node.since(down);
    if (lacks && since.compareTo(FETCH_LIMIT) > 0) {
      return "it could not get the WAL up to %s within %d ms".formatted(floor, since.toMillis());
    }
    return since.compareTo(node.state().config().primaryStartTimeout()) > 0
        ? "it could not be promoted for %d ms".formatted(since.toMillis())
        : null;
  }

  /** A standby leader hands over without a stop: it writes nothing that another could lack. */
  private static @Nullable String ofStandbyLeader(NodeSeen node) {
    return node.handover()
        .map(Operation::candidate)
        .filter(
            candidate ->
                Optional.ofNullable(node.reports().get(candidate))
                    .filter(r -> r.role() == ServerRole.STANDBY && !r.stopping())
                    .isPresent())
        .map(candidate -> "hand-over to " + candidate)
        .orElse(null);
  }

  /**
   * True where the server has certainly not begun the timeline of this lease. The control file
   * alone does not tell: after a crash in the middle it names the old one, and the standby that is
   * started then has its signal again.
   */
  static boolean unopened(NodeSeen node, Lease lease) {
    if (node.couldWrite()
        || node.memory().promotedIn().equals(lease.epoch())
        || !(node.database().data() instanceof DataDirectory.Usable data)) {
      return false;
    }
    // A history file tells also an agent that was started anew and remembers nothing.
    int newest = Math.max(data.newestTimeline(), PromoteHolder.highestTimeline(node));
    return data.standbySignal() && newest < lease.timeline();
  }

  /** The last byte, where the server was stopped in order under this very lease. */
  static @Nullable WalPosition cleanEnd(NodeSeen node, Lease lease) {
    var stopped = node.memory().stopped();
    return stopped != null && stopped.epoch().equals(lease.epoch()) ? stopped.at() : null;
  }
}
