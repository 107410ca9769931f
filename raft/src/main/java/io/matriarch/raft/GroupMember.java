package io.matriarch.raft;

import io.matriarch.statemachine.model.MemberId;

/**
 * A member of the Raft group as this member knows it.
 *
 * @param name the member
 * @param raftId under which it votes: another after each loss of its log
 * @param address {@code host:port} of its Raft port
 * @param voter it votes; otherwise it only gets the log
 * @param commitIndex the highest index that this member has heard it knows to be committed;
 *     negative where nothing was heard
 */
public record GroupMember(
    MemberId name, String raftId, String address, boolean voter, long commitIndex) {}
