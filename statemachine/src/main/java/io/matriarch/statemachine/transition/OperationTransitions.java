package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.command.Reason.ALREADY_PRIMARY;
import static io.matriarch.statemachine.command.Reason.NOT_INITIALIZED;
import static io.matriarch.statemachine.command.Reason.NOT_PROMOTABLE;
import static io.matriarch.statemachine.command.Reason.NO_PRIMARY;
import static io.matriarch.statemachine.command.Reason.NO_SUCH_OPERATION;
import static io.matriarch.statemachine.command.Reason.OPERATION_RUNNING;
import static io.matriarch.statemachine.command.Reason.STALE_EPOCH;
import static io.matriarch.statemachine.command.Reason.UNKNOWN_MEMBER;
import static io.matriarch.statemachine.command.Reason.WRONG_PHASE;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.Operation.Kind;
import io.matriarch.statemachine.model.Operation.Phase;
import org.jspecify.annotations.Nullable;

/** How operators change who is primary. */
final class OperationTransitions {
  private OperationTransitions() {}

  static Applied request(ClusterState state, Command.RequestOperation c) {
    if (state.finished(c.operationId()).isPresent()) {
      return Applied.done(state);
    }
    if (!state.initialized() || c.kind() == Kind.BOOTSTRAP) {
      return Applied.refused(state, NOT_INITIALIZED, "");
    }
    var running = state.operation();
    if (running != null) {
      return running.id().equals(c.operationId())
          ? Applied.done(state)
          : Applied.refused(state, OPERATION_RUNNING, running.kind() + " " + running.id());
    }
    if (!c.expected().equals(state.epoch())) {
      return Applied.refused(state, STALE_EPOCH, "now " + state.epoch());
    }
    var unfit = unfit(state, c.candidate());
    return unfit != null ? unfit : begin(state, c);
  }

  private static Applied begin(ClusterState state, Command.RequestOperation c) {
    var lease = state.lease();
    if (c.kind() == Kind.SWITCHOVER && lease == null) {
      return Applied.refused(state, NO_PRIMARY, "use failover");
    }
    if (c.kind() == Kind.FAILOVER && c.candidate() == null) {
      return Applied.refused(state, UNKNOWN_MEMBER, "a failover names its candidate");
    }
    var vacancy = state.vacancy();
    var from = lease != null ? lease.holder() : vacancy == null ? null : vacancy.previous();
    var operation =
        new Operation(
            c.operationId(),
            c.kind(),
            Phase.PREPARING,
            state.epoch(),
            from,
            c.candidate(),
            c.acceptDataLoss(),
            c.by());
    var edit = new StateEdit(state);
    var later = state.scheduled();
    if (later != null && later.id().equals(c.operationId())) {
      edit.unscheduled("its time has come");
    }
    if (lease == null) {
      return edit.operation(operation.withPhase(Phase.HANDED_OVER)).done();
    }
    if (c.kind() == Kind.FAILOVER && c.force() && lease.openEnded()) {
      return edit.vacant(
              LeaseTransitions.vacancy(
                  state, lease, null, "declared dead by " + c.by() + " while its lease was open"))
          .operation(operation.withPhase(Phase.HANDED_OVER))
          .done();
    }
    return edit.operation(operation).done();
  }

  static Applied choose(ClusterState state, Command.ChooseCandidate c) {
    var running = state.operation();
    if (running == null || !running.id().equals(c.operationId())) {
      return Applied.refused(state, NO_SUCH_OPERATION, c.operationId());
    }
    if (c.candidate().equals(running.candidate())) {
      return Applied.done(state);
    }
    if (running.candidate() != null || running.phase() != Phase.PREPARING) {
      return Applied.refused(state, WRONG_PHASE, running.phase().toString());
    }
    var unfit = unfit(state, c.candidate());
    return unfit != null
        ? unfit
        : new StateEdit(state).operation(running.withCandidate(c.candidate())).done();
  }

  static Applied cancel(ClusterState state, Command.CancelOperation c) {
    var running = state.operation();
    if (running == null || !running.id().equals(c.operationId())) {
      return state.finished(c.operationId()).isPresent()
          ? Applied.done(state)
          : Applied.refused(state, NO_SUCH_OPERATION, c.operationId());
    }
    if (running.phase() == Phase.PROMOTING) {
      return Applied.refused(state, WRONG_PHASE, "the candidate has the lease already");
    }
    var lease = state.lease();
    return new StateEdit(state)
        .ended(false, lease == null ? null : lease.holder(), c.reason())
        .done();
  }

  private static @Nullable Applied unfit(ClusterState state, @Nullable MemberId candidate) {
    if (candidate == null) {
      return null;
    }
    var member = state.members().get(candidate);
    if (member == null) {
      return Applied.refused(state, UNKNOWN_MEMBER, candidate.value());
    }
    if (!member.promotable()) {
      return Applied.refused(state, NOT_PROMOTABLE, candidate.value());
    }
    return state.isHolder(candidate)
        ? Applied.refused(state, ALREADY_PRIMARY, candidate.value())
        : null;
  }
}
