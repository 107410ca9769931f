package io.matriarch.raft.ratis;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;

/**
 * Asks the other members which of them leads, for a member that has not heard a leader itself.
 *
 * <p>A member that was just started hears the leader only when the leader's connection to it is
 * made anew, which takes a second or more: too long for a lease that has to be renewed. What is
 * found is a hint where to send, never a proof of anything. One question at a time to each member;
 * a member that hangs holds up nobody.
 */
final class LeaderSearch {
  private static final long HINT_NANOS = 500_000_000;

  private record Hint(RaftPeer leader, long foundNanos) {}

  private final PeerCalls calls;
  private final Set<RaftPeerId> asked = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Hint hint;

  LeaderSearch(PeerCalls calls) {
    this.calls = calls;
  }

  /** Who said within the last half second that it leads; otherwise asks, and returns at once. */
  Optional<RaftPeer> among(List<RaftPeer> others) {
    var known = hint;
    if (known != null && System.nanoTime() - known.foundNanos < HINT_NANOS) {
      return Optional.of(known.leader);
    }
    for (var peer : others) {
      if (asked.add(peer.getId())) {
        Thread.ofVirtual().name("raft-search").start(() -> ask(peer));
      }
    }
    return Optional.empty();
  }

  private void ask(RaftPeer peer) {
    try {
      var reply = calls.groupInfo(peer.getAddress());
      if (reply.getRoleInfoProto().getRole() == RaftPeerRole.LEADER) {
        hint = new Hint(peer, System.nanoTime());
      }
    } catch (IOException e) {
      // It does not lead as far as anybody can tell; the next round asks again.
      return;
    } finally {
      asked.remove(peer.getId());
    }
  }
}
