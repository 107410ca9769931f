package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.command.Reason.MIGHT_LOSE_COMMITS;

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

  /**
   * Whoever is needed to tell where acknowledged commits are stays known: without it nobody could
   * be promoted any more, or somebody would be who lacks them.
   */
  static Applied remove(ClusterState state, Command.RemoveMember c) {
    var id = c.member();
    if (!state.members().containsKey(id)) {
      return Applied.done(state);
    }
    var needed = Needed.of(state, id);
    if (needed != null) {
      return Applied.refused(state, needed.reason(), needed.why());
    }
    var sync = state.sync();
    if (sync != null && sync.standbys().contains(id)) {
      return Applied.refused(state, MIGHT_LOSE_COMMITS, "commits are promised to be on " + sync);
    }
    var edit = new StateEdit(state).without(id, c.reason());
    var later = state.scheduled();
    return later != null && (id.equals(later.leader()) || id.equals(later.candidate()))
        ? edit.unscheduled(id + " is no member any more").done()
        : edit.done();
  }

  static Applied recordLoss(ClusterState state, Command.RecordLoss c) {
    var known =
        state.losses().stream()
            .anyMatch(
                l -> l.epoch().equals(c.loss().epoch()) && l.member().equals(c.loss().member()));
    return known ? Applied.done(state) : new StateEdit(state).lost(c.loss()).done();
  }
}
