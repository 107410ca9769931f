package io.matriarch.net.api;

import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A switchover or failover that an operator asks for.
 *
 * @param kind switchover or failover
 * @param leader who the operator believes is primary; null where not said
 * @param candidate who shall be; null to let the Raft leader choose
 * @param force the operator vouches that the old primary is dead
 * @param acceptDataLoss of a failover: the operator wants the candidate although it may lack
 *     acknowledged commits
 * @param by who asks, for the history
 */
public record OperationRequest(
    Operation.Kind kind,
    @Nullable MemberId leader,
    @Nullable MemberId candidate,
    boolean force,
    boolean acceptDataLoss,
    String by) {}
