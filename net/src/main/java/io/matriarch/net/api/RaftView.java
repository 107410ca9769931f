package io.matriarch.net.api;

import org.jspecify.annotations.Nullable;

/**
 * An agent's belief of its Raft group.
 *
 * @param health {@code starting}, {@code alive}, {@code recovering}, {@code failed} or {@code
 *     removed}
 * @param leader name of the Raft leader it knows; null where none
 * @param leadsHere it is Raft leader itself
 * @param term Raft term
 * @param appliedIndex last log index applied here
 * @param commitIndex last log index known committed
 * @param lastContactMillis since the Raft leader was last heard
 * @param trouble what is wrong and what to do; null where nothing
 */
public record RaftView(
    String health,
    @Nullable String leader,
    boolean leadsHere,
    long term,
    long appliedIndex,
    long commitIndex,
    long lastContactMillis,
    @Nullable String trouble) {}
