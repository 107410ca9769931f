package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Operation;
import org.jspecify.annotations.Nullable;

/**
 * When this member first saw what the coordinator counts time from. Not replicated: a new Raft
 * leader counts anew from what it applied itself.
 *
 * @param vacantEpoch the epoch whose end is being counted; {@link Epoch#NONE} while there is a
 *     lease
 * @param vacantIndex the log index at which its end was applied here
 * @param vacantNanos when that was
 * @param operationId the operation whose phase is being counted; null while there is none
 * @param phase that phase
 * @param phaseNanos when it was applied here
 */
public record Milestones(
    Epoch vacantEpoch,
    long vacantIndex,
    long vacantNanos,
    @Nullable String operationId,
    Operation.@Nullable Phase phase,
    long phaseNanos) {
  public static final Milestones NONE = new Milestones(Epoch.NONE, 0, 0, null, null, 0);

  /** These milestones after {@code state} was applied at {@code index}. */
  public Milestones after(ClusterState state, long index, long nowNanos) {
    return vacancy(state, index, nowNanos).operation(state, nowNanos);
  }

  private Milestones vacancy(ClusterState state, long index, long nowNanos) {
    if (state.lease() != null || state.vacancy() == null) {
      return new Milestones(Epoch.NONE, 0, 0, operationId, phase, phaseNanos);
    }
    if (state.vacancy().epoch().equals(vacantEpoch)) {
      return this;
    }
    return new Milestones(state.vacancy().epoch(), index, nowNanos, operationId, phase, phaseNanos);
  }

  private Milestones operation(ClusterState state, long nowNanos) {
    var now = state.operation();
    if (now == null) {
      return new Milestones(vacantEpoch, vacantIndex, vacantNanos, null, null, 0);
    }
    if (now.id().equals(operationId) && now.phase() == phase) {
      return this;
    }
    return new Milestones(vacantEpoch, vacantIndex, vacantNanos, now.id(), now.phase(), nowNanos);
  }
}
