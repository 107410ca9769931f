package io.matriarch.raft.ratis;

import org.apache.ratis.protocol.RaftPeer;

/** The group goes on without this member. */
final class ExcludedException extends Exception {
  private static final long serialVersionUID = 1;

  ExcludedException(PeerName name, GroupView group) {
    super(
        "the group goes on without %s, its members are %s; to join again empty raft.data_dir and set raft.join"
            .formatted(name, group.all().map(RaftPeer::getId).toList()));
  }

  /** As it was told at an earlier start. */
  ExcludedException(String peer) {
    super(
        "the group went on without %s; to join again empty raft.data_dir and set raft.join"
            .formatted(peer));
  }
}
