package io.matriarch.raft.ratis;

import io.matriarch.statemachine.model.MemberId;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives Raft leadership away; one at a time, bounded, and without effect where it is not here. */
final class Handover {
  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
  private static final Duration LIMIT = Duration.ofMillis(1500);

  private final MemberLife life;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicBoolean busy = new AtomicBoolean();

  Handover(MemberLife life) {
    this.life = life;
  }

  /**
   * Blocks until the roles have changed or the limit is over: Ratis' own reply may come from the
   * timer of an earlier request.
   *
   * @param wanted empty for whoever has most of the log
   */
  void to(Optional<MemberId> wanted) {
    var server = life.seated();
    if (server == null || !server.info().isLeader() || !busy.compareAndSet(false, true)) {
      return;
    }
    try {
      var target = wanted.isPresent() ? peerOf(server, wanted.get()) : mostAdvanced(server);
      if (target.isPresent()) {
        request(server, target.get());
      }
    } catch (IOException | RuntimeException e) {
      LOG.atDebug().setCause(e).log("raft leadership not handed over");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      busy.set(false);
    }
  }

  private void request(MemberServer server, RaftPeerId target)
      throws IOException, InterruptedException {
    server
        .server()
        .transferLeadershipAsync(
            new TransferLeadershipRequest(
                client,
                server.name().id(),
                server.division().getMemberId().getGroupId(),
                calls.incrementAndGet(),
                target,
                LIMIT.toMillis()));
    long end = System.nanoTime() + LIMIT.toNanos();
    while (server.info().isLeader() && System.nanoTime() < end) {
      Thread.sleep(5);
    }
  }

  private static Optional<RaftPeerId> peerOf(MemberServer server, MemberId member) {
    return server.voters().stream()
        .map(RaftPeer::getId)
        .filter(id -> !id.equals(server.name().id()))
        .filter(id -> PeerName.memberOf(id).equals(Optional.of(member)))
        .findFirst();
  }

  private static Optional<RaftPeerId> mostAdvanced(MemberServer server) {
    var heard = server.info().getRoleInfoProto().getLeaderInfo().getFollowerInfoList();
    return server.division().getCommitInfos().stream()
        .filter(
            c ->
                heard.stream()
                    .anyMatch(
                        f ->
                            f.getId().getId().equals(c.getServer().getId())
                                && f.getLastRpcElapsedTimeMs() < 1000))
        .filter(c -> c.getServer().getStartupRole() != RaftPeerRole.LISTENER)
        .max(Comparator.comparingLong(CommitInfoProto::getCommitIndex))
        .map(c -> RaftPeerId.valueOf(c.getServer().getId()));
  }
}
