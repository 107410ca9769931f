package io.matriarch.raft.ratis;

import java.util.List;
import org.apache.ratis.protocol.RaftPeer;

/** The group goes on without this member. */
final class ExcludedException extends Exception {
  private static final long serialVersionUID = 1;

  ExcludedException(PeerName name, List<RaftPeer> voters) {
    super(
        "the group no longer knows %s, its members are %s; if another agent runs under the name %s stop one of them, else empty raft.data_dir and start again"
            .formatted(name, voters.stream().map(RaftPeer::getId).toList(), name.member()));
  }
}
