package io.matriarch.raft.ratis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.GroupInfoRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.TimeoutIOException;

/**
 * Single calls to other members over gRPC, each bounded. Ratis' own client hides the identity of a
 * request and retries as it likes; a command here keeps one identity over all its attempts, so that
 * it is carried out once.
 */
final class PeerCalls implements AutoCloseable {
  private static final int LATE_LIMIT = 3;

  private final RaftGroupId group;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private final RaftClientRpc rpc;
  private final Map<RaftPeerId, Integer> lateInARow = new ConcurrentHashMap<>();

  PeerCalls(RaftGroupId group, Parameters parameters, Duration timeout) {
    this.group = group;
    this.rpc = new GrpcFactory(parameters).newRaftClientRpc(client, RatisOptions.client(timeout));
  }

  ClientId client() {
    return client;
  }

  long nextCall() {
    return calls.incrementAndGet();
  }

  /**
   * @throws IOException where there was no answer, or it serves another group
   */
  GroupInfoReply groupInfo(String address) throws IOException {
    // The id only names the connection: whoever listens there answers.
    var peer = RaftPeer.newBuilder().setId("at-" + address).setAddress(address).build();
    return (GroupInfoReply)
        call(peer, new GroupInfoRequest(client, peer.getId(), group, nextCall()));
  }

  /** Compared and set: nothing happens where the group is another than the one seen. */
  RaftClientReply setMembers(RaftPeerId leader, GroupView seen, ChangePlan.Go wanted)
      throws IOException {
    var change =
        SetConfigurationRequest.Arguments.newBuilder()
            .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
            .setServersInCurrentConf(seen.voters())
            .setListenersInCurrentConf(seen.listeners())
            .setServersInNewConf(wanted.voters())
            .setListenersInNewConf(wanted.listeners())
            .build();
    return call(
        addressed(leader, seen),
        new SetConfigurationRequest(client, leader, group, nextCall(), change));
  }

  /** A wish: whether it came true only the roles tell. */
  RaftClientReply transferLeadership(RaftPeerId leader, GroupView seen, RaftPeerId to, long millis)
      throws IOException {
    return call(
        addressed(leader, seen),
        new TransferLeadershipRequest(client, leader, group, nextCall(), to, millis));
  }

  private static RaftPeer addressed(RaftPeerId id, GroupView seen) throws IOException {
    return seen.all()
        .filter(p -> p.getId().equals(id))
        .findFirst()
        .orElseThrow(() -> new IOException(id + " is no member"));
  }

  RaftClientReply send(RaftPeer target, RaftClientRequest request) throws IOException {
    return call(target, request);
  }

  private RaftClientReply call(RaftPeer target, RaftClientRequest request) throws IOException {
    rpc.addRaftPeers(List.of(target));
    try {
      var reply = rpc.sendRequest(request);
      if (reply == null) {
        throw new IOException("no reply from " + target.getAddress());
      }
      lateInARow.remove(target.getId());
      return reply;
    } catch (IOException | RuntimeException e) {
      forget(target.getId(), e);
      throw e instanceof IOException io ? io : new IOException(e.getMessage(), e);
    }
  }

  /**
   * A broken connection is made anew with the next call, without gRPC's growing pauses. One late
   * answer is no break: on a busy host a connection that is always begun anew is never made.
   */
  private void forget(RaftPeerId peer, Throwable e) {
    boolean late = e instanceof TimeoutIOException || String.valueOf(e).contains("DEADLINE");
    if (!late || lateInARow.merge(peer, 1, Integer::sum) >= LATE_LIMIT) {
      lateInARow.remove(peer);
      rpc.handleException(peer, e, true);
    }
  }

  @Override
  public void close() {
    try {
      rpc.close();
    } catch (IOException | RuntimeException e) {
      // It was to be thrown away.
      return;
    }
  }
}
