package io.matriarch.statemachine.transition;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;

/**
 * The replicated state machine: the only code that makes a new cluster state.
 *
 * <p>Deterministic, no clock, no I/O. A bad command is answered with a refusal and never with an
 * exception, because an exception here would stop every replica.
 */
public final class Transitions {
  private Transitions() {}

  /** Applies one committed command. */
  public static Applied apply(ClusterState state, Command command) {
    return switch (command) {
      case Command.RegisterMember c -> MemberTransitions.register(state, c);
      case Command.RemoveMember c -> MemberTransitions.remove(state, c);
      case Command.RaiseLevel c -> LevelTransitions.raise(state, c);
      case Command.BeginBootstrap c -> BootstrapTransitions.begin(state, c);
      case Command.CompleteBootstrap c -> BootstrapTransitions.complete(state, c);
      case Command.AssignPrimary c -> LeaseTransitions.assign(state, c);
      case Command.RevokeLease c -> LeaseTransitions.revoke(state, c);
      case Command.ChangeSync c -> SyncTransitions.change(state, c);
      case Command.ReserveTimeline c -> SyncTransitions.reserve(state, c);
      case Command.RecordLoss c -> MemberTransitions.recordLoss(state, c);
      case Command.RecordHook c -> HookTransitions.record(state, c);
      case Command.RenewLease c -> LeaseTransitions.renew(state, c);
      case Command.ExpireLease c -> LeaseTransitions.expire(state, c);
      case Command.ReleaseLease c -> LeaseTransitions.release(state, c);
      case Command.ConfirmPrimary c -> LeaseTransitions.confirm(state, c);
      case Command.ChangeConfig c -> ConfigTransitions.change(state, c);
      case Command.ScheduleSwitchover c -> ScheduleTransitions.schedule(state, c);
      case Command.UnscheduleSwitchover c -> ScheduleTransitions.unschedule(state, c);
      case Command.RequestOperation c -> OperationTransitions.request(state, c);
      case Command.ChooseCandidate c -> OperationTransitions.choose(state, c);
      case Command.CancelOperation c -> OperationTransitions.cancel(state, c);
    };
  }
}
