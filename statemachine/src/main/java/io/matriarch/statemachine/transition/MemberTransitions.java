package io.matriarch.statemachine.transition;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;

/** How members become known. */
final class MemberTransitions {
  private MemberTransitions() {}

  static Applied register(ClusterState state, Command.RegisterMember c) {
    if (c.member().equals(state.members().get(c.member().id()))) {
      return Applied.done(state);
    }
    return new StateEdit(state).member(c.member()).done();
  }
}
