package io.matriarch.net.api;

import io.matriarch.statemachine.model.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * A change of who is a member.
 *
 * @param kind what is asked
 * @param name of the member, or of who is to become one
 * @param address {@code host:port} of the Raft port where it waits; null where the kind needs none
 * @param observer without a vote
 * @param keepRunning a member that goes leaves its PostgreSQL as it is, a plain standby
 * @param scope of the cluster that a newcomer means; null where it does not say
 * @param token what a newcomer shows; null for none
 * @param by for people
 */
public record MembershipRequest(
    Kind kind,
    MemberId name,
    @Nullable String address,
    boolean observer,
    boolean keepRunning,
    @Nullable String scope,
    @Nullable String token,
    String by) {
  /** What is asked. */
  public enum Kind {
    /** An operator takes in the agent that waits at the address. */
    ADD,
    /** The cluster goes on without it. */
    REMOVE,
    /** Its name goes to the agent that waits at the address. */
    REPLACE,
    /** An observer gets a vote. */
    PROMOTE,
    /** A newcomer asks for itself, by a token. */
    JOIN,
    /** This node itself prepares to go. */
    LEAVE
  }

  @Override
  public String toString() {
    return "%s %s, %s".formatted(kind, name, by);
  }
}
