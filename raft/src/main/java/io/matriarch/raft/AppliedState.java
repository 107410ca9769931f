package io.matriarch.raft;

import io.matriarch.statemachine.model.ClusterState;

/**
 * The state after some log entry, and when this member applied what matters for the lease.
 *
 * @param index the log index of the last command in it; 0 before the first
 * @param term the Raft term of that entry
 * @param state the state
 * @param appliedNanos this host's monotonic clock when that entry was applied
 * @param leaseAppliedNanos the same, when the lease in {@code state} was last granted or renewed;
 *     after a restart or a snapshot, when it was read: later than the truth, so never too early
 */
public record AppliedState(
    long index, long term, ClusterState state, long appliedNanos, long leaseAppliedNanos) {}
