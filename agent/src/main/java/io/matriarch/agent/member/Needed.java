package io.matriarch.agent.member;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * Whom the cluster cannot do without. The replicated state refuses to forget them as well; but the
 * Raft group would have gone on without them by then, with nobody to bring them back.
 */
final class Needed {
  private Needed() {}

  /** Why {@code name} is needed now; null where it is not. */
  static @Nullable String why(ClusterState state, MemberId name) {
    if (state.isHolder(name)) {
      return name + " is the primary: switch over first";
    }
    var vacancy = state.vacancy();
    if (state.sync() != null && vacancy != null && name.equals(vacancy.previous())) {
      return name + " was the last primary and has no successor yet: wait for one";
    }
    var operation = state.operation();
    return operation != null
            && (name.equals(operation.from()) || name.equals(operation.candidate()))
        ? "the operation %s needs %s: wait for its end".formatted(operation.id(), name)
        : null;
  }
}
