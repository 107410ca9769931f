package io.matriarch.statemachine.command;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.FinishedOperation;
import io.matriarch.statemachine.model.HistoryEntry;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.Loss;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Vacancy;
import org.jspecify.annotations.Nullable;

/** A fact that became true when a command was applied; derived, never a second source of truth. */
public sealed interface Event {
  record MemberChanged(Member member) implements Event {}

  record MemberRemoved(MemberId member, String reason) implements Event {}

  record PrimaryAssigned(MemberId node, Epoch epoch, String reason) implements Event {}

  /** A routine renewal: the only event of a quiet hour. */
  record LeaseRenewed(Lease lease) implements Event {}

  record LeaseEnded(Vacancy vacancy) implements Event {}

  record PrimaryConfirmed(HistoryEntry entry) implements Event {}

  record OperationAdvanced(Operation operation) implements Event {}

  record OperationEnded(FinishedOperation operation) implements Event {}

  /** What is promised of acknowledged commits changed; null: nothing is. */
  record SyncChanged(Epoch epoch, @Nullable SyncSet sync) implements Event {}

  record LossRecorded(Loss loss) implements Event {}

  record ConfigChanged(long version, String by) implements Event {}

  /** A switchover was noted for later. */
  record SwitchoverScheduled(ScheduledSwitchover scheduled) implements Event {}

  /** It was struck out, or has become an operation. */
  record SwitchoverUnscheduled(ScheduledSwitchover scheduled, String reason) implements Event {}
}
