package io.matriarch.raft.ratis;

import java.time.Duration;
import java.util.Optional;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after one running server: says when it is dead although Ratis calls it running, and makes
 * it step down when it leads without a majority. Used by the member's own thread only.
 */
final class Vigil {
  private static final Logger LOG = LoggerFactory.getLogger(Vigil.class);
  private static final Duration STUCK_LIMIT = Duration.ofSeconds(10);

  private final MemberServer server;
  private final long contactLimitMillis;
  private long leadingSinceNanos;
  private boolean leading;
  private boolean steppedDown;
  private long lastApplied = Long.MIN_VALUE;
  private long appliedSinceNanos;

  /**
   * @param electionTimeoutMax a follower that was silent for twice as long does not count towards
   *     the majority; less would depose every new leader whose connections are still being made
   */
  Vigil(MemberServer server, Duration electionTimeoutMax) {
    this.server = server;
    this.contactLimitMillis = 2 * electionTimeoutMax.toMillis();
  }

  /** Why the server must be replaced; empty where it is well. */
  Optional<String> ailment(long nowNanos) {
    var state = server.info().getLifeCycleState();
    if (state.isClosingOrClosed() || state == LifeCycle.State.EXCEPTION) {
      return Optional.of("the group member closed itself (" + state + ")");
    }
    if (server.server().getLifeCycleState().isClosingOrClosed()) {
      return Optional.of("the raft server closed itself");
    }
    if (!server.division().getRaftLog().isOpened()) {
      return Optional.of("the raft log closed itself");
    }
    return stuck(nowNanos);
  }

  private Optional<String> stuck(long nowNanos) {
    long applied = server.info().getLastAppliedIndex();
    long committed = server.division().getRaftLog().getLastCommittedIndex();
    if (applied != lastApplied || applied >= committed) {
      lastApplied = applied;
      appliedSinceNanos = nowNanos;
      return Optional.empty();
    }
    return nowNanos - appliedSinceNanos > STUCK_LIMIT.toNanos()
        ? Optional.of(
            "index %d is not applied although %d is committed".formatted(applied + 1, committed))
        : Optional.empty();
  }

  /**
   * False where it leads and has not heard a majority for longer than the limit; then it was asked
   * to step down. Ratis looks at this itself only while nothing is written: a leader that gets a
   * request more often than the limit stays leader for ever.
   */
  boolean quorumHeard(long nowNanos) {
    var role = server.info().getRoleInfoProto();
    if (!server.info().isLeader() || !role.hasLeaderInfo()) {
      leading = false;
      steppedDown = false;
      return true;
    }
    if (!leading) {
      leading = true;
      leadingSinceNanos = nowNanos;
    }
    // A new leader's view of its followers begins in the past.
    boolean settled = nowNanos - leadingSinceNanos > contactLimitMillis * 1_000_000;
    if (!settled || 2 * heard(role) > server.voters().size()) {
      return true;
    }
    if (!steppedDown) {
      steppedDown = true;
      LOG.atWarn()
          .addKeyValue("term", server.info().getCurrentTerm())
          .addKeyValue("limit_ms", contactLimitMillis)
          .log("raft leader hears no majority, stepping down");
    }
    stepDown();
    return false;
  }

  private long heard(RoleInfoProto role) {
    var voters = server.voters();
    return 1
        + role.getLeaderInfo().getFollowerInfoList().stream()
            .filter(f -> f.getLastRpcElapsedTimeMs() <= contactLimitMillis)
            .filter(
                f ->
                    voters.stream()
                        .anyMatch(v -> v.getId().toByteString().equals(f.getId().getId())))
            .count();
  }

  private void stepDown() {
    try {
      server
          .server()
          .transferLeadershipAsync(
              new TransferLeadershipRequest(
                  ClientId.randomId(),
                  server.name().id(),
                  server.division().getMemberId().getGroupId(),
                  1,
                  null,
                  contactLimitMillis));
    } catch (java.io.IOException e) {
      LOG.atDebug().setCause(e).log("step down was refused");
    }
  }
}
