package io.matriarch.agent.loop;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.Vacancy;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.RemoteJudgement;
import io.matriarch.statemachine.node.RemoteView;
import org.jspecify.annotations.Nullable;

/**
 * Judges a change of sides by what the other cluster said. An early word, for people: what is
 * destroyed is judged again by who destroys it, who knows how far its own WAL goes.
 */
final class SideChange {
  private SideChange() {}

  /** What is expected of the other cluster before this one follows it; null where all is well. */
  static @Nullable String toFollow(ClusterState now, RemoteView view, boolean acceptLoss) {
    var remote = view.server();
    var at = written(now);
    if (remote == null) {
      return "a server that answers: " + view.trouble();
    }
    if (at == null) {
      return "this cluster's last position to be known; it has no primary";
    }
    var judgement = RemoteJudgement.of(now.systemIdentifier(), at, true, remote);
    var obstacle = judgement.obstacle();
    if (obstacle != null) {
      return acceptLoss && judgement instanceof RemoteJudgement.Forked
          ? null
          : "a server whose history holds this cluster's: " + obstacle;
    }
    return acceptLoss || isExact(now) || goesOn(remote, at)
        ? null
        : ("a server that has all that was written here: the last primary ended at %s or later,"
                + " and %s has left that timeline; start it, or accept the loss")
            .formatted(at, remote.address());
  }

  /**
   * What is expected of the other cluster before this one takes writes; null where all is well, and
   * where nobody answers: it may be lost.
   *
   * @param newest the most WAL of this cluster; null where it is not known
   */
  static @Nullable String toLeave(RemoteView view, @Nullable WalPosition newest) {
    var remote = view.server();
    if (remote == null) {
      return null;
    }
    if (!remote.inRecovery()) {
      return "a cluster that takes no writes: %s does; demote it, or accept the loss"
          .formatted(remote.address());
    }
    var there = new WalPosition(remote.history().current(), remote.position());
    if (newest == null) {
      return "this cluster's last position to be known: wait for a Raft leader";
    }
    return newest.compareTo(there) < 0
        ? "a cluster that has nothing more: %s has %s, this one %s; wait, or accept the loss"
            .formatted(remote.address(), there, newest)
        : null;
  }

  /** A server on this cluster's own timeline that begins none: it takes what is still written. */
  private static boolean goesOn(RemoteSeen remote, WalPosition at) {
    return remote.inRecovery() && remote.history().current() == at.timeline();
  }

  /** A primary that runs stops in order; of one that is gone only a clean end is known. */
  private static boolean isExact(ClusterState now) {
    return now.lease() != null || now.vacancy() != null && now.vacancy().clean();
  }

  private static @Nullable WalPosition written(ClusterState now) {
    Vacancy vacancy = now.vacancy();
    if (now.lease() != null) {
      return now.lease().position();
    }
    return vacancy == null ? null : vacancy.lastKnown();
  }
}
