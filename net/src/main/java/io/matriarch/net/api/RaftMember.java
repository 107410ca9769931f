package io.matriarch.net.api;

import io.matriarch.statemachine.model.MemberId;

/**
 * A member of the Raft group as an agent knows it.
 *
 * @param name the member
 * @param raftId under which it votes
 * @param address {@code host:port} of its Raft port
 * @param voter it votes; otherwise it only gets the log
 * @param commitIndex the highest log index that it is known to know as committed; negative where
 *     nothing is known
 */
public record RaftMember(
    MemberId name, String raftId, String address, boolean voter, long commitIndex) {}
