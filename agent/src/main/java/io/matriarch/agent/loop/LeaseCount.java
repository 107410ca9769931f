package io.matriarch.agent.loop;

import io.matriarch.agent.guard.Guard;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.HeldLease;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * This node's own count of the primary lease. Used by the loop's thread, except {@link #held}.
 *
 * <p>A bounded count comes from a renewal that was committed, from before it was sent; or from the
 * grant itself, from when this process sent the report that the grant names. An open-ended one
 * needs proof from this process's own life, because a log that is replayed after a restart may end
 * in a pause that the cluster left long ago.
 */
final class LeaseCount {
  /** Longer than an agent takes to read its own log. */
  private static final Duration UNCONFIRMED = Duration.ofMinutes(1);

  private final MemberId self;
  private final ReportNumbers numbers;

  /** A grant counts when it is first seen, and not again after it was given up. */
  private Epoch seen = Epoch.NONE;

  /** A running server was offered as the first database, and may be that. */
  private boolean offered;

  /** Of one offer at least nobody knows what became of it. */
  private boolean unknown;

  /**
   * What became of a count without an end that was inherited, while the log here has not said
   * anything about its lease.
   */
  private @Nullable HeldLease unconfirmed;

  /** Read by acts on other threads, right before what cannot be undone. */
  private volatile @Nullable HeldLease held;

  LeaseCount(MemberId self, ReportNumbers numbers) {
    this.self = self;
    this.numbers = numbers;
  }

  @Nullable HeldLease held() {
    return held;
  }

  /**
   * Goes on with the lease that an earlier agent of this boot had fed to a guard that still counts.
   *
   * <p>One without an end, of a pause, is so again once the log here says the same. A node whose
   * log is gone would never hear that the pause is over, nor who has the role since.
   */
  void inherit(Guard.Inherited inherited, long nowNanos) {
    var endless = inherited.deadlineNanos() == Long.MAX_VALUE;
    var deadline = endless ? nowNanos + UNCONFIRMED.toNanos() : inherited.deadlineNanos();
    held = new HeldLease(inherited.epoch(), deadline, false);
    unconfirmed = endless ? held : null;
  }

  /**
   * A running server is being offered as the first database. Whatever becomes of the offer, the
   * server writes no longer than the lease lasts that would come of it.
   */
  void offering(Epoch epoch, long sentNanos, Duration ttl) {
    if (!offered && held == null) {
      held = new HeldLease(epoch, sentNanos + ttl.toNanos(), false);
    }
    offered = true;
  }

  /** An offer was sent, and nobody said that it came to nothing. */
  boolean isOffered() {
    return offered;
  }

  /** The cluster refused the offer, and with it every one before: their task is gone. */
  void offerRefused() {
    if (offered) {
      offered = false;
      unknown = false;
      held = null;
    }
  }

  /** The offer never came to a Raft leader; one before it may have. */
  void offerNotTaken() {
    if (!unknown) {
      offerRefused();
    }
  }

  /** The offer may be taken yet; also one of an earlier process, whose count was inherited. */
  void offerUnknown() {
    offered = true;
    unknown = true;
  }

  /** A state was applied: a pause opens a count that was good, its end closes it again. */
  void applied(ClusterState state, long nowNanos) {
    var fresh = state.epoch().compareTo(seen) > 0;
    if (fresh) {
      seen = state.epoch();
    }
    offered = offered && !state.initialized();
    var now = held;
    var granted = fresh ? granted(state, nowNanos) : null;
    // One that names this process counts also where a count of another cluster was inherited.
    if (granted != null
        || now == null
        || state.epoch().compareTo(now.epoch()) > 0
        || wasEnded(state, now)) {
      held = granted;
      return;
    }
    var lease = state.lease();
    if (lease == null || !lease.epoch().equals(now.epoch())) {
      return; // The log here is behind the count: an agent that has just started.
    }
    // An inherited count is opened by the guard's word alone: this state may be one of long ago,
    // which the agent passes on its way through the log.
    var inherited = now.equals(unconfirmed);
    var opens = state.paused() && lease.openEnded() && (now.proven() || inherited);
    if (opens && now.left(nowNanos).isPositive()) {
      held = new HeldLease(now.epoch(), Long.MAX_VALUE, now.proven());
    } else if (!state.paused() && (now.isOpenEnded() || inherited)) {
      // In the log the lease stays open until this node's next bounded renewal, which is sent later
      // than now: counting from now is early enough.
      held = new HeldLease(now.epoch(), nowNanos + lease.ttl().toNanos(), now.proven());
    }
  }

  /**
   * The first database is being offered to the cluster, with this node as its primary. The lease
   * that comes of it names the moment, and so never that of an earlier process of this node, whose
   * offer may have been taken long ago.
   */
  Command.CompleteBootstrap numbered(Command.CompleteBootstrap offer, long sentNanos) {
    return offer.numbered(numbers.at(sentNanos));
  }

  /**
   * The count that the grant itself gives: its decision was made on a report that this process had
   * sent before, so everybody else counts from later.
   */
  private @Nullable HeldLease granted(ClusterState state, long nowNanos) {
    var lease = state.lease();
    if (lease == null || !lease.isHeldBy(self) || lease.renewal() > 0 || lease.openEnded()) {
      return null;
    }
    var moment = numbers.momentOf(lease.report());
    if (moment == null) {
      return null;
    }
    var deadline = moment + lease.ttl().toNanos();
    return deadline - nowNanos > 0 ? new HeldLease(lease.epoch(), deadline, true) : null;
  }

  private boolean wasEnded(ClusterState state, HeldLease now) {
    return state.epoch().equals(now.epoch()) && !state.isHolder(self);
  }

  /**
   * What a bounded renewal makes of this count when it is sent. Should it be committed, the others
   * count {@code ttl} from then on, whether its answer comes or not: where the lease was made
   * shorter, this node must not go on counting the longer one that it had. Null where it did not.
   */
  @Nullable HeldLease shortened(Epoch epoch, long sentNanos, Duration ttl) {
    var now = held;
    var shorter = sentNanos + ttl.toNanos();
    return now != null
            && now.epoch().equals(epoch)
            && !now.isOpenEnded()
            && now.deadlineNanos() - shorter > 0
        ? new HeldLease(epoch, shorter, now.proven())
        : null;
  }

  /** The same, as the guard was told it: the renewal is sent next. */
  void shorten(HeldLease shorter) {
    held = shorter;
  }

  /**
   * A renewal was committed.
   *
   * @param sentNanos when it was sent, before anybody could have seen it
   * @param bounded as the command said
   * @param state the state applied here now, which may be older or newer than that renewal
   */
  void renewed(
      Epoch epoch,
      long sentNanos,
      Duration ttl,
      boolean bounded,
      ClusterState state,
      long nowNanos) {
    if (state.epoch().compareTo(epoch) > 0) {
      return;
    }
    if (!bounded) {
      held =
          state.paused()
              ? new HeldLease(epoch, Long.MAX_VALUE, true)
              : new HeldLease(epoch, nowNanos + ttl.toNanos(), true);
      return;
    }
    var deadline = sentNanos + ttl.toNanos();
    var now = held;
    if (now != null
        && now.epoch().equals(epoch)
        && (now.isOpenEnded() || now.deadlineNanos() - deadline > 0)) {
      deadline = now.deadlineNanos();
    }
    held = new HeldLease(epoch, deadline, true);
  }

  /** The lease is being given up: it does not count any more, whatever becomes of the request. */
  void surrender() {
    held = null;
  }
}
