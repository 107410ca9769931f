package io.matriarch.raft.ratis;

import io.matriarch.raft.GroupMember;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.server.RaftServer;

/** The group as one member's Ratis knows it. */
final class GroupSeen {
  private GroupSeen() {}

  static List<GroupMember> of(RaftServer.Division division) {
    var committed = new HashMap<String, Long>();
    for (var info : division.getCommitInfos()) {
      committed.put(info.getServer().getId().toStringUtf8(), info.getCommitIndex());
    }
    var members = new ArrayList<GroupMember>();
    for (var role : List.of(RaftPeerRole.FOLLOWER, RaftPeerRole.LISTENER)) {
      for (var peer : division.getRaftConf().getAllPeers(role)) {
        var id = peer.getId().toString();
        PeerName.memberOf(peer.getId())
            .ifPresent(
                name ->
                    members.add(
                        new GroupMember(
                            name,
                            id,
                            peer.getAddress(),
                            role == RaftPeerRole.FOLLOWER,
                            committed.getOrDefault(id, -1L))));
      }
    }
    members.sort(Comparator.comparing(GroupMember::name));
    return members;
  }
}
