package io.matriarch.raft.ratis;

import io.matriarch.statemachine.model.MemberId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.util.ProtoUtils;

/**
 * The group as its Raft leader sees it, at one moment.
 *
 * @param leader its id
 * @param voters who votes
 * @param listeners who only gets the log
 * @param changing another change of the group is under way
 * @param well whom the leader heard lately and who has nearly all of the log; the leader too
 */
record GroupView(
    RaftPeerId leader,
    List<RaftPeer> voters,
    List<RaftPeer> listeners,
    boolean changing,
    Set<RaftPeerId> well) {
  /** Longer than any election, shorter than people wait. */
  private static final long HEARD_MILLIS = 3000;

  /** A member that is well lacks a few entries at most: one is written in a second. */
  private static final long CAUGHT_UP_ENTRIES = 256;

  GroupView {
    voters = List.copyOf(voters);
    listeners = List.copyOf(listeners);
    well = Set.copyOf(well);
  }

  static GroupView of(GroupInfoReply reply) {
    var conf = reply.getConf();
    var self = RaftPeerId.valueOf(reply.getRoleInfoProto().getSelf().getId());
    return new GroupView(
        self,
        conf.map(c -> ProtoUtils.toRaftPeers(c.getPeersList()))
            .orElseGet(() -> List.copyOf(reply.getGroup().getPeers())),
        conf.map(c -> ProtoUtils.toRaftPeers(c.getListenersList())).orElse(List.of()),
        conf.map(c -> c.getOldPeersCount() > 0 || c.getOldListenersCount() > 0).orElse(false),
        wellOf(reply, self));
  }

  private static Set<RaftPeerId> wellOf(GroupInfoReply reply, RaftPeerId self) {
    var committed = new HashMap<RaftPeerId, Long>();
    for (var info : reply.getCommitInfos()) {
      committed.put(RaftPeerId.valueOf(info.getServer().getId()), info.getCommitIndex());
    }
    long newest = committed.getOrDefault(self, Long.MAX_VALUE);
    var well = new HashSet<RaftPeerId>();
    well.add(self);
    for (var follower : reply.getRoleInfoProto().getLeaderInfo().getFollowerInfoList()) {
      var id = RaftPeerId.valueOf(follower.getId().getId());
      if (follower.getLastRpcElapsedTimeMs() <= HEARD_MILLIS
          && newest - committed.getOrDefault(id, -1L) <= CAUGHT_UP_ENTRIES) {
        well.add(id);
      }
    }
    return well;
  }

  boolean has(RaftPeerId id) {
    return all().anyMatch(p -> p.getId().equals(id));
  }

  boolean votes(RaftPeerId id) {
    return voters.stream().anyMatch(p -> p.getId().equals(id));
  }

  /** The incarnation of a member that is in the group. */
  Optional<RaftPeer> named(MemberId name) {
    return all().filter(p -> PeerName.memberOf(p.getId()).equals(Optional.of(name))).findFirst();
  }

  Stream<RaftPeer> all() {
    return Stream.concat(voters.stream(), listeners.stream());
  }
}
