package io.matriarch.agent.loop;

import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.FeatureLevel;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.HookResult;
import io.matriarch.statemachine.node.ChangeClock;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.HeldLease;
import io.matriarch.statemachine.node.NodeSeen;
import io.matriarch.statemachine.node.WishSeen;
import io.matriarch.statemachine.node.Wishes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Proposes what this node wants committed, one thing at a time. Used by the loop's thread only. */
final class WishDuty {
  private static final Logger log = LoggerFactory.getLogger(WishDuty.class);
  private static final Duration SHORTEST = Duration.ofMillis(400);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

  private final ClusterLog clusterLog;
  private final Consumer<Command> sent;
  private final LeaseCount lease;
  private final Predicate<HeldLease> guard;
  private final MonotonicClock clock;
  private final InstantSource wall;
  private final Consumer<Runnable> inbox;
  private final ConfigValue.Tree initialConfig;
  private final Counters counters;
  private boolean inFlight;
  private long notBeforeNanos;

  /** What was committed is asked for again by whoever looks at a state from before it. */
  private long notBeforeIndex;

  private Epoch renewalEpoch = Epoch.NONE;
  private @Nullable Long renewalSentNanos;
  private ChangeClock changes = ChangeClock.NONE;
  private ClusterState newest = ClusterState.EMPTY;
  private Duration added = Duration.ZERO;

  /**
   * @param sent told of each command before it is sent
   * @param guard told of a lease that is about to become shorter; false where it did not hear
   * @param inbox takes messages to the loop, from any thread
   */
  WishDuty(
      ClusterLog clusterLog,
      Consumer<Command> sent,
      LeaseCount lease,
      Predicate<HeldLease> guard,
      MonotonicClock clock,
      InstantSource wall,
      Consumer<Runnable> inbox,
      ConfigValue.Tree initialConfig,
      Counters counters) {
    this.clusterLog = clusterLog;
    this.sent = sent;
    this.lease = lease;
    this.guard = guard;
    this.clock = clock;
    this.wall = wall;
    this.inbox = inbox;
    this.initialConfig = initialConfig;
    this.counters = counters;
    this.notBeforeNanos = clock.nanos();
  }

  /**
   * One turn.
   *
   * @param longer what renewals add to the time of the lease; the first with it is due at once
   * @param hooks commands of the operator's that were run here, oldest first
   */
  void turn(Turn turn, NodeSeen seen, Duration longer, List<HookResult> hooks) {
    if (longer.compareTo(added) > 0) {
      renewalSentNanos = null;
    }
    added = longer;
    newest = turn.state();
    changes = changes.after(newest, turn.nowNanos());
    if (inFlight
        || turn.nowNanos() - notBeforeNanos < 0
        || turn.applied().index() < notBeforeIndex) {
      return;
    }
    if (!turn.state().epoch().equals(renewalEpoch)) {
      renewalEpoch = turn.state().epoch();
      renewalSentNanos = countedFrom(turn.state());
    }
    Wishes.next(
            new WishSeen(
                seen,
                renewalSentNanos,
                initialConfig,
                changes.times(turn.nowNanos()),
                wall.millis(),
                hooks))
        .ifPresent(wish -> propose(wish, seen));
  }

  /** A grant that counts is as good as a renewal sent then: the next one is not due at once. */
  private @Nullable Long countedFrom(ClusterState state) {
    var held = lease.held();
    var granted = state.lease();
    return held == null
            || granted == null
            || held.isOpenEnded()
            || !held.proven()
            || !held.epoch().equals(granted.epoch())
        ? null
        : held.deadlineNanos() - granted.ttl().toNanos();
  }

  private void propose(Wishes.Wish wish, NodeSeen seen) {
    var state = seen.state();
    var command = numbered(lengthened(wish.command()), state);
    if (command instanceof Command.ReleaseLease) {
      // Whatever becomes of it, this node does not count on the lease any more.
      lease.surrender();
    }
    if (command instanceof Command.CompleteBootstrap offer
        && seen.database().process() != DatabaseSeen.Process.NONE) {
      lease.offering(state.epoch().next(), clock.nanos(), offer.ttl());
    }
    var sentNanos = clock.nanos();
    if (command instanceof Command.RenewLease renewal) {
      if (!isCountedBefore(renewal, sentNanos)) {
        again(command, "the guard has not heard that the lease becomes shorter");
        return;
      }
      renewalSentNanos = sentNanos;
    }
    sent.accept(command);
    inFlight = true;
    clusterLog
        .propose(command, limit(command, state, sentNanos))
        .thenAccept(result -> inbox.accept(() -> answered(command, result, sentNanos)));
  }

  /**
   * A shorter lease is counted by the guard, too, before the others can count it: this process may
   * be stopped the moment after it has sent the renewal.
   */
  private boolean isCountedBefore(Command.RenewLease renewal, long sentNanos) {
    var shorter =
        renewal.bounded() ? lease.shortened(renewal.epoch(), sentNanos, renewal.ttl()) : null;
    if (shorter == null) {
      return true;
    }
    if (!guard.test(shorter)) {
      return false;
    }
    lease.shorten(shorter);
    return true;
  }

  private Command lengthened(Command command) {
    return command instanceof Command.RenewLease renewal && !added.isZero()
        ? renewal.lengthened(added)
        : command;
  }

  /** A member of an older version would not keep the number. */
  private Command numbered(Command command, ClusterState state) {
    return command instanceof Command.CompleteBootstrap offer
            && FeatureLevel.older(state, ClusterState.FEATURE_LEVEL, null).isEmpty()
        ? lease.numbered(offer, clock.nanos())
        : command;
  }

  /** One at a time: what is not a renewal must be out of the way when the next one is due. */
  private Duration limit(Command command, ClusterState state, long nowNanos) {
    if (command instanceof Command.RecordHook) {
      // A node that is given the lease meanwhile has to renew it.
      return SHORTEST;
    }
    var limit = state.config().retryTimeout();
    var renewed = renewalSentNanos;
    if (command instanceof Command.RenewLease || renewed == null || lease.held() == null) {
      return limit;
    }
    var left = state.config().loopWait().minusNanos(nowNanos - renewed);
    if (left.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return left.compareTo(limit) < 0 ? left : limit;
  }

  private void answered(Command command, ProposeResult result, long sentNanos) {
    inFlight = false;
    switch (result) {
      case ProposeResult.Committed c -> {
        notBeforeIndex = c.index();
        if (command instanceof Command.RenewLease r) {
          lease.renewed(r.epoch(), sentNanos, r.ttl(), r.bounded(), newest, clock.nanos());
        }
      }
      case ProposeResult.Refused r -> {
        ofOffer(command, lease::offerRefused);
        again(command, r.reply().toString());
      }
      case ProposeResult.NotLeader n -> {
        ofOffer(command, lease::offerNotTaken);
        again(command, "no Raft leader takes it");
      }
      case ProposeResult.OutcomeUnknown u -> {
        ofOffer(command, lease::offerUnknown);
        again(command, u.why());
      }
    }
  }

  private static void ofOffer(Command command, Runnable outcome) {
    if (command instanceof Command.CompleteBootstrap) {
      outcome.run();
    }
  }

  private void again(Command command, String why) {
    if (command instanceof Command.RenewLease) {
      renewalSentNanos =
          null; // It is due at once; how long it lasts is counted from the next sending.
      counters.add("matriarch_lease_renewal_failures_total");
    }
    notBeforeNanos = clock.nanos() + AFTER_FAILURE.toNanos();
    log.atDebug()
        .setMessage("not committed")
        .addKeyValue("command", command.getClass().getSimpleName())
        .addKeyValue("cause", why)
        .log();
  }
}
