package io.matriarch.agent.loop;

import io.matriarch.net.api.OperationReply;
import io.matriarch.raft.GroupMember;
import io.matriarch.statemachine.node.HeldLease;
import io.matriarch.statemachine.node.NodeSeen;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of this agent for the sake of the next one, which its supervisor starts: PostgreSQL and
 * its guard go on, and a primary's lease is made long enough to be taken over. Used by the loop's
 * thread only.
 */
final class Relaunch {
  private static final Logger log = LoggerFactory.getLogger(Relaunch.class);

  /**
   * What the lease is made longer by: an agent that starts on a busy host takes some seconds. Where
   * none comes back the cluster waits so much longer for the lease to end.
   */
  static final Duration LONGER = Duration.ofSeconds(15);

  /** A moment that suits comes within this, or the agent stays. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** For the answer to get out. */
  private static final Duration FAREWELL = Duration.ofMillis(200);

  private record Asked(CompletableFuture<OperationReply> reply, String by, long sinceNanos) {}

  private final Watchdog watchdog;
  private @Nullable String supervisor;
  private @Nullable Asked asked;
  private @Nullable Long agreedNanos;

  Relaunch(Watchdog watchdog) {
    this.watchdog = watchdog;
  }

  /** Who starts another agent when this one ends; null where nobody does. */
  void supervisedBy(@Nullable String name) {
    supervisor = name;
  }

  void request(String by, long nowNanos, CompletableFuture<OperationReply> reply) {
    if (supervisor == null) {
      reply.complete(
          new OperationReply.Refused(
              503,
              "nobody would start this agent again: run it by systemd, or as `matriarch supervise"
                  + " FILE`"));
    } else if (asked != null || agreedNanos != null) {
      reply.complete(new OperationReply.Refused(409, "this agent is about to be restarted"));
    } else {
      asked = new Asked(reply, by, nowNanos);
    }
  }

  /** What a renewal of the lease adds to its usual time. */
  Duration longer() {
    return asked != null || agreedNanos != null ? LONGER : Duration.ZERO;
  }

  /** True once this agent is to end for another one. */
  boolean isAgreed() {
    return agreedNanos != null;
  }

  /**
   * True where the agent may end now.
   *
   * @param stopping it was also told to stop, which is more
   * @param group as this member knows it
   */
  boolean mayLeave(
      Turn turn,
      NodeSeen seen,
      @Nullable HeldLease held,
      boolean stopping,
      List<GroupMember> group) {
    var waiting = asked;
    if (stopping) {
      // Else PostgreSQL would be left running by an agent that was told to stop it.
      agreedNanos = null;
    }
    if (agreedNanos != null) {
      return seen.memory().running() == null && turn.nowNanos() - agreedNanos > FAREWELL.toNanos();
    }
    if (waiting == null) {
      return false;
    }
    // What does not go away is no reason to keep the lease long.
    var lasting = stopping ? "it is being stopped" : watchdog.shortfall();
    var obstacle = lasting != null ? lasting : obstacle(turn, seen, held, group);
    if (obstacle == null) {
      asked = null;
      agreedNanos = turn.nowNanos();
      log.atInfo()
          .setMessage("the agent ends, to be started again; PostgreSQL goes on")
          .addKeyValue("supervisor", supervisor)
          .addKeyValue("requested_by", waiting.by())
          .addKeyValue(
              "lease_left_ms",
              held == null || held.isOpenEnded()
                  ? -1
                  : TimeUnit.NANOSECONDS.toMillis(held.left(turn.nowNanos()).toNanos()))
          .log();
      waiting.reply().complete(new OperationReply.Done("", "the agent is being restarted"));
    } else if (lasting != null || turn.nowNanos() - waiting.sinceNanos() > LIMIT.toNanos()) {
      asked = null;
      waiting
          .reply()
          .complete(
              new OperationReply.Refused(
                  503, "the agent was not restarted: %s".formatted(obstacle)));
    }
    return false;
  }

  /**
   * What would suffer. A lease that this node has in the log and does not count, or has not made
   * longer yet, could end before the next agent has found it.
   */
  private static @Nullable String obstacle(
      Turn turn, NodeSeen seen, @Nullable HeldLease held, List<GroupMember> group) {
    if (seen.memory().running() != null) {
      return "something is being done to PostgreSQL here";
    }
    var state = turn.state();
    var operation = state.operation();
    if (operation != null) {
      return operation.id() + " is under way";
    }
    if (state.initialized() && state.lease() == null) {
      return "nobody is primary";
    }
    if (seen.ownLease().isEmpty()) {
      return majority(seen, group);
    }
    if (held == null) {
      return "this node's lease is not renewed yet";
    }
    var enough = state.config().ttl().plus(LONGER).minus(state.config().loopWait());
    return held.isOpenEnded() || held.left(turn.nowNanos()).compareTo(enough) > 0
        ? null
        : "the lease could not be made longer: there is no Raft majority, or it is slow";
  }

  /**
   * Without a majority the primary could not renew, and would stop: its lease is made longer for
   * the restart of its own agent alone.
   */
  private static @Nullable String majority(NodeSeen seen, List<GroupMember> group) {
    var lease = seen.state().lease();
    if (lease == null || lease.openEnded() || lease.ttl().compareTo(LONGER) > 0) {
      return null;
    }
    var voters = group.stream().filter(GroupMember::voter).map(GroupMember::name).toList();
    var unheard =
        voters.stream()
            .filter(v -> !v.equals(seen.id()) && !seen.reports().containsKey(v))
            .toList();
    var left = voters.size() - unheard.size() - 1;
    if (!voters.contains(seen.id()) || left > voters.size() / 2) {
      return null;
    }
    return "without it no majority is left for %s to renew its lease by%s; pause the cluster or set ttl to 30 for the while"
        .formatted(
            lease.holder(), unheard.isEmpty() ? "" : ", since nothing is heard of " + unheard);
  }
}
