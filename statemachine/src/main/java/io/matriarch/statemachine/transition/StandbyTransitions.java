package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.command.Reason.LEASE_HELD;
import static io.matriarch.statemachine.command.Reason.OPERATION_RUNNING;
import static io.matriarch.statemachine.command.Reason.PAUSED;

import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Vacancy;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster begins to follow another one, and how it stops to.
 *
 * <p>Either way nothing that was sent before counts after it. To follow begins with a renewal, so
 * that one which is on its way is refused and the holder reads this before its lease goes on. To
 * stop following ends the lease: whoever then takes writes was elected for it, in an epoch of its
 * own. A standby leader's lease never becomes a primary's, and a primary's is not taken for a
 * standby leader's before its holder has said so.
 */
final class StandbyTransitions {
  /**
   * How many timelines the other cluster may have begun that nobody here has put on record: its
   * last WAL may be on a disk whose agent ended right after it came.
   */
  private static final int UNHEARD_TIMELINES = 16;

  private StandbyTransitions() {}

  static boolean changesSides(ClusterState state, ClusterConfig changed) {
    return state.initialized() && state.followsAnother() != changed.standbyCluster().isPresent();
  }

  /**
   * Null where it may be changed now. A cluster that began to follow may still have its primary, by
   * the very lease that is taken for a standby leader's: until the holder says that its server
   * takes no writes, or its lease has run out, nobody else is to be elected.
   */
  static @Nullable Applied refusal(ClusterState state, ClusterConfig changed) {
    if (state.paused() || changed.paused()) {
      return Applied.refused(state, PAUSED, "resume before the cluster changes sides");
    }
    var running = state.operation();
    if (running != null) {
      return Applied.refused(state, OPERATION_RUNNING, running.id());
    }
    var lease = state.lease();
    return lease == null || !state.followsAnother() || lease.stance() != null
        ? null
        : Applied.refused(
            state,
            LEASE_HELD,
            "by %s, which has not said yet that it takes no writes: try again in a moment"
                .formatted(lease.holder()));
  }

  static void change(ClusterState state, ClusterConfig changed, String by, StateEdit edit) {
    if (changed.standbyCluster().isEmpty()) {
      edit.timelines(state.timelines() + UNHEARD_TIMELINES);
    }
    var lease = state.lease();
    if (lease == null) {
      // The election that is due goes by the new configuration.
      var before = state.vacancy();
      if (before != null && changed.standbyCluster().isEmpty()) {
        edit.vacancy(before.knowing(LeaseTransitions.ownLast(state)));
      }
      return;
    }
    if (changed.standbyCluster().isPresent()) {
      edit.touched(
          lease.renewed(lease.ttl(), lease.openEnded(), lease.position()).withStance(null));
      return;
    }
    // It wrote nothing: nobody needs to have anything of it. What an earlier primary of this
    // cluster promised stands, until the standby leader was seen to have left that history. And who
    // did not come along with the last timeline of this cluster, asynchronously too, is not chosen.
    edit.vacant(
        new Vacancy(
            lease.holder(),
            lease.epoch(),
            LeaseTransitions.ownLast(state),
            false,
            false,
            state.sync() == null ? null : lease.floor(),
            state.sync(),
            new TreeSet<>(),
            "the cluster follows no other any more, as asked by " + by));
  }
}
