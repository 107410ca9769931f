package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.command.Reason.ALREADY_PRIMARY;
import static io.matriarch.statemachine.command.Reason.NOT_INITIALIZED;
import static io.matriarch.statemachine.command.Reason.NOT_PROMOTABLE;
import static io.matriarch.statemachine.command.Reason.NOT_SCHEDULED;
import static io.matriarch.statemachine.command.Reason.PAUSED;
import static io.matriarch.statemachine.command.Reason.UNKNOWN_MEMBER;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;

/** A switchover for later. What must hold when it happens is judged when it is asked for then. */
final class ScheduleTransitions {
  private ScheduleTransitions() {}

  static Applied schedule(ClusterState state, Command.ScheduleSwitchover c) {
    var later = c.scheduled();
    if (later.equals(state.scheduled())) {
      return Applied.done(state);
    }
    if (!state.initialized()) {
      return Applied.refused(state, NOT_INITIALIZED, "");
    }
    if (state.paused()) {
      return Applied.refused(state, PAUSED, "nothing is scheduled in a pause");
    }
    if (!state.members().containsKey(later.leader())) {
      return Applied.refused(state, UNKNOWN_MEMBER, later.leader().value());
    }
    var candidate = later.candidate();
    if (candidate != null) {
      var member = state.members().get(candidate);
      if (member == null) {
        return Applied.refused(state, UNKNOWN_MEMBER, candidate.value());
      }
      if (!member.promotable()) {
        return Applied.refused(state, NOT_PROMOTABLE, candidate.value());
      }
      if (candidate.equals(later.leader())) {
        return Applied.refused(state, ALREADY_PRIMARY, candidate.value());
      }
    }
    return new StateEdit(state).unscheduled("replaced by " + later.id()).scheduled(later).done();
  }

  static Applied unschedule(ClusterState state, Command.UnscheduleSwitchover c) {
    var now = state.scheduled();
    return now == null || !now.id().equals(c.operationId())
        ? Applied.refused(state, NOT_SCHEDULED, c.operationId())
        : new StateEdit(state).unscheduled(c.reason()).done();
  }
}
