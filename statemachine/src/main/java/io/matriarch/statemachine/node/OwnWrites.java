package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.StandbyCluster;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster wrote itself before it followed another one, and that one has not, may be
 * acknowledged commits. They are undone only where the operator has said that they may be: neither
 * a question that was answered before the primary stopped, nor a position from its last renewal,
 * tells that there are none.
 */
final class OwnWrites {
  private OwnWrites() {}

  /** Why this database's WAL beyond a fork is to be kept, and what to do; null where it is not. */
  static @Nullable String toBeKept(NodeSeen seen) {
    var followed = seen.state().config().standbyCluster();
    if (followed.isEmpty() || followed.get().acceptsLoss() || !isOwn(seen)) {
      return null;
    }
    return ("that was written by this cluster and may be acknowledged: save what you need of it,"
            + " or have it undone: matriarchctl edit-config --set %s.%s=true")
        .formatted(StandbyCluster.KEY, StandbyCluster.ACCEPT_LOSS);
  }

  /**
   * Whoever takes writes begins a timeline: what is on this cluster's last one was written here,
   * and what is on a later one came from elsewhere, where it was not written by a primary that died
   * before it was known. On an earlier one it lost an election of this cluster.
   */
  private static boolean isOwn(NodeSeen seen) {
    var last = lastTimeline(seen.state());
    var answer = seen.database().answer();
    if (last == 0) {
      return false;
    }
    if (answer != null) {
      return answer.position().timeline() == last;
    }
    return seen.database().data() instanceof DataDirectory.Usable data
        && (data.position().timeline() == last
            || data.position().timeline() > last && !data.standbySignal());
  }

  /** 0 where this cluster never had a primary of its own. */
  private static int lastTimeline(ClusterState state) {
    return state.history().isEmpty() ? 0 : state.history().getLast().timeline();
  }
}
