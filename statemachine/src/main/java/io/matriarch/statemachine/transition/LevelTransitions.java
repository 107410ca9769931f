package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.command.Reason.OLDER_MEMBER;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.FeatureLevel;
import io.matriarch.statemachine.model.ClusterState;

/** What the members' agents are known to understand. */
final class LevelTransitions {
  private LevelTransitions() {}

  /** Never lowered: the log holds by then what needs it. */
  static Applied raise(ClusterState state, Command.RaiseLevel c) {
    if (c.level() <= state.featureLevel()) {
      return Applied.done(state);
    }
    var older = FeatureLevel.older(state, c.level(), c.gone());
    return older.isEmpty()
        ? new StateEdit(state).level(c.level()).done()
        : Applied.refused(state, OLDER_MEMBER, FeatureLevel.complaint(older));
  }
}
