package io.matriarch.statemachine.transition;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;

/** How members become known, and what they tell of the past. */
final class MemberTransitions {
  private MemberTransitions() {}

  static Applied register(ClusterState state, Command.RegisterMember c) {
    if (c.member().equals(state.members().get(c.member().id()))) {
      return Applied.done(state);
    }
    return new StateEdit(state).member(c.member()).done();
  }

  static Applied recordLoss(ClusterState state, Command.RecordLoss c) {
    var known =
        state.losses().stream()
            .anyMatch(
                l -> l.epoch().equals(c.loss().epoch()) && l.member().equals(c.loss().member()));
    return known ? Applied.done(state) : new StateEdit(state).lost(c.loss()).done();
  }
}
