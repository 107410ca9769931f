package io.matriarch.statemachine.model;

import org.jspecify.annotations.Nullable;

/**
 * A change of who is primary that was asked for, and how far it has come. It is replicated so that
 * a new Raft leader carries it on.
 *
 * @param id chosen by whoever asked; repeating a request with the same id changes nothing
 * @param kind what was asked
 * @param phase how far it is
 * @param epoch the epoch when it began; the operation is void once another epoch has begun without
 *     it
 * @param from the primary at the beginning; null for a bootstrap, or when there was none
 * @param candidate who shall become primary; null until chosen
 * @param acceptDataLoss the operator knows that acknowledged commits may be lost, and wants the
 *     candidate all the same
 * @param requestedBy for people: user, agent and reason
 */
public record Operation(
    String id,
    Kind kind,
    Phase phase,
    Epoch epoch,
    @Nullable MemberId from,
    @Nullable MemberId candidate,
    boolean acceptDataLoss,
    String requestedBy) {
  /** What was asked for. */
  public enum Kind {
    /** Create the first database of the cluster on the candidate. */
    BOOTSTRAP,
    /** Hand over from a healthy primary; nothing acknowledged is lost. */
    SWITCHOVER,
    /** Give the role to a named candidate although the primary may be lost. */
    FAILOVER
  }

  /** How far it is. */
  public enum Phase {
    /**
     * Committed; the primary prepares (checkpoint, waits for the candidate to be close) and stops.
     */
    PREPARING,
    /** The primary stopped and gave up its lease; the candidate is checked for the last byte. */
    HANDED_OVER,
    /** The candidate was given the lease and promotes. */
    PROMOTING
  }

  public Operation withPhase(Phase next) {
    return new Operation(id, kind, next, epoch, from, candidate, acceptDataLoss, requestedBy);
  }

  public Operation withCandidate(MemberId chosen) {
    return new Operation(id, kind, phase, epoch, from, chosen, acceptDataLoss, requestedBy);
  }
}
