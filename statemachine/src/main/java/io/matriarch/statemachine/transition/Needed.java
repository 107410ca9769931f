package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.command.Reason.LEASE_HELD;
import static io.matriarch.statemachine.command.Reason.MIGHT_LOSE_COMMITS;
import static io.matriarch.statemachine.command.Reason.OPERATION_RUNNING;

import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * Whom the cluster cannot do without. The replicated state refuses to forget them, and whoever
 * changes the Raft group asks first: the group would have gone on without them by then, with nobody
 * to bring them back.
 *
 * @param why for people, with what to do
 */
public record Needed(Reason reason, String why) {
  /** Why {@code name} is needed now; null where it is not. */
  public static @Nullable Needed of(ClusterState state, MemberId name) {
    if (state.isHolder(name)) {
      return new Needed(LEASE_HELD, name + " is the primary: switch over first");
    }
    var operation = state.operation();
    if (operation != null
        && (name.equals(operation.from()) || name.equals(operation.candidate()))) {
      return new Needed(
          OPERATION_RUNNING,
          "the operation %s needs %s: wait for its end".formatted(operation.id(), name));
    }
    // Also where nothing was promised: it may be the only one that has a database at all.
    var vacancy = state.vacancy();
    return vacancy != null && name.equals(vacancy.previous())
        ? new Needed(
            MIGHT_LOSE_COMMITS,
            "%s was the last primary and has no successor yet: wait for one, or choose one (matriarchctl failover)"
                .formatted(name))
        : null;
  }
}
