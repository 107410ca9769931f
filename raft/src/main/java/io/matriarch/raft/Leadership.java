package io.matriarch.raft;

import io.matriarch.statemachine.model.MemberId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one member believes of its Raft group.
 *
 * @param health whether the member takes part at all
 * @param leader the Raft leader it knows
 * @param leadsHere it believes to be Raft leader itself and has applied an entry of its own term
 * @param term the Raft term
 * @param commitIndex highest log index it knows to be committed
 * @param lastContactMillis since a Raft leader was last heard; 0 where it leads
 * @param trouble why {@code health} is not {@code ALIVE} and what to do; null otherwise
 */
public record Leadership(
    Health health,
    Optional<MemberId> leader,
    boolean leadsHere,
    long term,
    long commitIndex,
    long lastContactMillis,
    @Nullable String trouble) {
  /** The state of the member itself. */
  public enum Health {
    STARTING,
    ALIVE,
    /** Its log or server failed and is being rebuilt; it neither votes nor applies. */
    RECOVERING,
    /** The group that this node was to join will not have it: only the operator can help. */
    FAILED,
    /** The group goes on without this member, which takes no part in anything any more. */
    REMOVED
  }
}
