package io.matriarch.raft.ratis;

import io.matriarch.raft.Leadership;
import io.matriarch.raft.Leadership.Health;
import io.matriarch.raft.LogEvent;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The published {@link Leadership}; written by the member's own thread, read by any. */
final class Standing {
  private static final Logger LOG = LoggerFactory.getLogger(Standing.class);

  private static final Duration TELL_AGAIN = Duration.ofSeconds(10);

  private final AppliedLog events;
  private long toldNanos = System.nanoTime();
  private volatile Leadership current =
      new Leadership(Health.STARTING, Optional.empty(), false, 0, 0, 0, "the member is starting");

  Standing(AppliedLog events) {
    this.events = events;
  }

  Leadership current() {
    return current;
  }

  /** Not taking part, and why. */
  void trouble(Health health, String why) {
    publish(
        new Leadership(
            health,
            Optional.empty(),
            false,
            current.term(),
            current.commitIndex(),
            current.lastContactMillis(),
            why));
  }

  /**
   * Taking part, as the server says.
   *
   * @param quorumHeard false where it believes to lead and hears no majority: then nobody leads
   */
  void alive(MemberServer server, boolean quorumHeard) {
    var info = server.info();
    boolean leads = info.isLeader();
    publish(
        new Leadership(
            Health.ALIVE,
            leads && !quorumHeard ? Optional.empty() : PeerName.memberOf(info.getLeaderId()),
            leads && quorumHeard && info.isLeaderReady(),
            info.getCurrentTerm(),
            Math.max(0, server.division().getRaftLog().getLastCommittedIndex()),
            lastContactMillis(info.getRoleInfoProto()),
            null));
  }

  private static long lastContactMillis(RoleInfoProto role) {
    return switch (role.getPeerInfoCase()) {
      case LEADERINFO -> 0;
      case FOLLOWERINFO -> role.getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs();
      case CANDIDATEINFO -> role.getCandidateInfo().getLastLeaderElapsedTimeMs();
      case PEERINFO_NOT_SET -> role.getRoleElapsedTimeMs();
    };
  }

  private void publish(Leadership next) {
    var before = current;
    current = next;
    boolean healthMoved = before.health() != next.health();
    boolean troubleMoved = !Objects.equals(before.trouble(), next.trouble());
    boolean leaderMoved =
        !before.leader().equals(next.leader()) || before.leadsHere() != next.leadsHere();
    if (healthMoved || troubleMoved && worthTelling(next.trouble())) {
      logHealth(next.health(), next.trouble());
    }
    if (leaderMoved) {
      LOG.atInfo()
          .addKeyValue("raft_leader", next.leader().map(Object::toString).orElse("none"))
          .addKeyValue("leads_here", next.leadsHere())
          .addKeyValue("term", next.term())
          .log("raft leadership changed");
    }
    if (healthMoved || troubleMoved || leaderMoved) {
      events.tell(new LogEvent.LeadershipChanged(next));
    }
  }

  /** A start of the whole cluster passes through many wordings in its first seconds. */
  private boolean worthTelling(@Nullable String trouble) {
    long now = System.nanoTime();
    if (trouble == null || now - toldNanos < TELL_AGAIN.toNanos()) {
      return false;
    }
    toldNanos = now;
    return true;
  }

  /** The story of a bad disk or a missing peer is told here and nowhere else. */
  private static void logHealth(Health health, @Nullable String trouble) {
    var line =
        switch (health) {
          case STARTING, ALIVE -> LOG.atInfo();
          case RECOVERING, REMOVED -> LOG.atWarn();
          case FAILED -> LOG.atError();
        };
    line.addKeyValue("health", health)
        .addKeyValue("reason", trouble == null ? "none" : trouble)
        .log("raft member health changed");
  }
}
