package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.command.Reason.UNKNOWN_MEMBER;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.HookRun;
import io.matriarch.statemachine.model.MemberId;
import java.util.ArrayList;
import java.util.List;

/** The account of what the operator's commands did. */
final class HookTransitions {
  private HookTransitions() {}

  static Applied record(ClusterState state, Command.RecordHook c) {
    var run = c.run();
    if (!state.members().containsKey(run.member())) {
      return Applied.refused(state, UNKNOWN_MEMBER, run.member().value());
    }
    if (state.hooks().contains(run)) {
      return Applied.done(state);
    }
    var all = new ArrayList<>(state.hooks());
    all.add(run);
    dropOldest(all, run.member());
    return new StateEdit(state).hooks(all).done();
  }

  /** Bounded for each member by itself: one whose hooks run often pushes out nobody else's. */
  private static void dropOldest(List<HookRun> all, MemberId member) {
    var own = all.stream().filter(run -> run.member().equals(member)).toList();
    if (own.size() > ClusterState.HOOKS_KEPT) {
      all.remove(own.getFirst());
    }
  }
}
