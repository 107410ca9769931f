package io.matriarch.raft.ratis;

import io.matriarch.raft.ProposeResult;
import io.matriarch.raft.codec.FormatException;
import io.matriarch.raft.codec.ReplyCodec;
import io.matriarch.statemachine.command.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** Carries one command to whoever leads, again and again under one identity, until its deadline. */
final class Courier implements AutoCloseable {
  /** Longer than this Ratis forgets that it saw the request, and would carry it out again. */
  static final Duration LONGEST = Duration.ofSeconds(50);

  private static final Duration ATTEMPT = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final RaftGroupId group;
  private final MemberLife life;
  private final PeerCalls calls;
  private final LeaderSearch search;
  private final long contactLimitMillis;

  Courier(RaftGroupId group, Parameters parameters, MemberLife life, Duration contactLimit) {
    this.group = group;
    this.life = life;
    this.calls = new PeerCalls(group, parameters, ATTEMPT);
    this.search = new LeaderSearch(calls);
    this.contactLimitMillis = contactLimit.toMillis();
  }

  /** How one attempt ended. */
  private sealed interface Attempt {
    record Answered(ProposeResult result) implements Attempt {}

    /** Nobody took it; it is in no log. */
    record NotTaken() implements Attempt {}

    /** It may be in a log. */
    record Lost(String why) implements Attempt {}
  }

  ProposeResult deliver(Proposal proposal) throws InterruptedException {
    long call = calls.nextCall();
    var lost = Optional.<String>empty();
    while (proposal.remaining().isPositive()) {
      switch (attempt(proposal, call)) {
        case Attempt.Answered(var result) -> {
          return result;
        }
        case Attempt.NotTaken n -> {}
        case Attempt.Lost(var why) -> lost = Optional.of(why);
      }
      Thread.sleep(PAUSE);
    }
    var leader = life.leader();
    return lost.isPresent()
        ? new ProposeResult.OutcomeUnknown("no answer in time; last: " + lost.get())
        : new ProposeResult.NotLeader(leader);
  }

  private Attempt attempt(Proposal proposal, long call) throws InterruptedException {
    var server = life.seated();
    if (server == null || !server.running()) {
      return new Attempt.NotTaken();
    }
    var limit = min(ATTEMPT, proposal.remaining());
    try {
      if (server.info().isLeader()) {
        return server.info().isLeaderReady()
            ? here(server, request(server.name().id(), proposal, call, limit), limit)
            : new Attempt.NotTaken();
      }
      var leader = leaderHeardBy(server).or(() -> search.among(others(server)));
      return leader.isEmpty()
          ? new Attempt.NotTaken()
          : read(calls.send(leader.get(), request(leader.get().getId(), proposal, call, limit)));
    } catch (IOException | RuntimeException e) {
      return new Attempt.Lost(String.valueOf(e.getMessage()));
    }
  }

  private Attempt here(MemberServer server, RaftClientRequest request, Duration limit)
      throws IOException, InterruptedException {
    try {
      return read(
          server
              .server()
              .submitClientRequestAsync(request)
              .get(limit.toMillis() + 1, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return new Attempt.Lost("not committed within " + limit.toMillis() + " ms");
    } catch (ExecutionException e) {
      return new Attempt.Lost(String.valueOf(e.getCause()));
    }
  }

  /** The Raft leader, unless it has been silent for so long that it is likely gone. */
  private Optional<RaftPeer> leaderHeardBy(MemberServer server) {
    var leader = server.info().getLeaderId();
    var role = server.info().getRoleInfoProto();
    if (leader == null
        || !role.hasFollowerInfo()
        || role.getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs() > contactLimitMillis) {
      return Optional.empty();
    }
    return Optional.ofNullable(server.division().getRaftConf().getPeer(leader));
  }

  private static List<RaftPeer> others(MemberServer server) {
    return server.voters().stream().filter(v -> !v.getId().equals(server.name().id())).toList();
  }

  private RaftClientRequest request(
      RaftPeerId target, Proposal proposal, long call, Duration limit) {
    return RaftClientRequest.newBuilder()
        .setClientId(calls.client())
        .setServerId(target)
        .setGroupId(group)
        .setCallId(call)
        .setMessage(Message.valueOf(ByteString.copyFrom(proposal.bytes())))
        .setType(RaftClientRequest.writeRequestType())
        .setTimeoutMs(limit.toMillis() + 1)
        .build();
  }

  /**
   * A leader that steps down answers "not leader" also for what is already in its log, so that
   * answer proves nothing; only refusals from before the log do.
   */
  private static Attempt read(RaftClientReply reply) {
    if (!reply.isSuccess()) {
      var e = reply.getException();
      return e instanceof LeaderNotReadyException
              || e instanceof LeaderSteppingDownException
              || e instanceof ResourceUnavailableException
          ? new Attempt.NotTaken()
          : new Attempt.Lost(String.valueOf(e));
    }
    try {
      return new Attempt.Answered(
          switch (ReplyCodec.decode(reply.getMessage().getContent().toByteArray())) {
            case Reply.Done done -> new ProposeResult.Committed(reply.getLogIndex());
            case Reply.Refused refused -> new ProposeResult.Refused(refused);
          });
    } catch (FormatException e) {
      return new Attempt.Answered(
          new ProposeResult.OutcomeUnknown(
              "committed with an unreadable reply: " + e.getMessage()));
    }
  }

  @Override
  public void close() {
    calls.close();
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
