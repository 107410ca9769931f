package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.command.Reason.LEASE_HELD;
import static io.matriarch.statemachine.command.Reason.LEASE_OPEN_ENDED;
import static io.matriarch.statemachine.command.Reason.LEASE_RENEWED;
import static io.matriarch.statemachine.command.Reason.MIGHT_LOSE_COMMITS;
import static io.matriarch.statemachine.command.Reason.NOT_INITIALIZED;
import static io.matriarch.statemachine.command.Reason.NOT_PROMOTABLE;
import static io.matriarch.statemachine.command.Reason.NOT_SYNCHRONOUS;
import static io.matriarch.statemachine.command.Reason.NOT_THE_HOLDER;
import static io.matriarch.statemachine.command.Reason.OPERATION_RUNNING;
import static io.matriarch.statemachine.command.Reason.PAUSED;
import static io.matriarch.statemachine.command.Reason.STALE_EPOCH;
import static io.matriarch.statemachine.command.Reason.UNKNOWN_MEMBER;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.HistoryEntry;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.StandbyCluster;
import io.matriarch.statemachine.model.Vacancy;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who may write: granted, renewed, ended, confirmed. */
final class LeaseTransitions {
  private LeaseTransitions() {}

  static Applied assign(ClusterState state, Command.AssignPrimary c) {
    if (!state.initialized()) {
      return Applied.refused(state, NOT_INITIALIZED, "");
    }
    if (!c.expected().equals(state.epoch())) {
      // Also where this very grant came before: whoever repeats it must not count from the
      // repetition.
      return Applied.refused(state, STALE_EPOCH, "now " + state.epoch());
    }
    if (state.lease() != null) {
      return Applied.refused(state, LEASE_HELD, "by " + state.lease().holder());
    }
    var member = state.members().get(c.node());
    if (member == null) {
      return Applied.refused(state, UNKNOWN_MEMBER, c.node().value());
    }
    var comesBack = state.vacancy() != null && state.vacancy().previous().equals(c.node());
    if (!member.promotable() && !comesBack) {
      return Applied.refused(state, NOT_PROMOTABLE, c.node().value());
    }
    var lossAccepted = SyncTransitions.Guard.lossAccepted(state, c);
    if (!SyncTransitions.Guard.keepsAll(state, c) && !lossAccepted) {
      return Applied.refused(
          state, MIGHT_LOSE_COMMITS, "%s of %s".formatted(c.recruits(), state.sync()));
    }
    return assignAllowed(state, c, comesBack);
  }

  private static Applied assignAllowed(
      ClusterState state, Command.AssignPrimary c, boolean comesBack) {
    var running = state.operation();
    var edit = new StateEdit(state);
    if (running == null) {
      // A pause forbids new primaries, not the return of the one it had.
      if (state.paused() && !comesBack) {
        return Applied.refused(state, PAUSED, "");
      }
    } else if (c.node().equals(running.candidate())) {
      edit.operation(running.withPhase(Operation.Phase.PROMOTING));
    } else if (comesBack) {
      edit.ended(false, c.node(), c.reason());
    } else {
      return Applied.refused(state, OPERATION_RUNNING, running.id());
    }
    var follows = state.followsAnother();
    var sync = state.sync();
    var promised = sync == null ? null : SyncTransitions.promised(sync, state, c, comesBack);
    edit.sync(promised == null ? null : promised.promise());
    // One that goes on where it stopped begins no timeline.
    var continues = comesBack && state.vacancy() != null && state.vacancy().clean();
    if (follows) {
      // It begins no timeline and confirms nothing: with the lease it is standby leader.
      edit.occupied().ended(true, c.node(), c.node() + " is standby leader");
    }
    return edit.assign(
            c.node(),
            state.config().ttl(),
            !continues && !follows,
            c.floor(),
            promised == null ? null : promised.rule(),
            c.report(),
            c.reason())
        .done();
  }

  static Applied revoke(ClusterState state, Command.RevokeLease c) {
    var lease = state.lease();
    if (lease == null) {
      return endedBefore(state, c.epoch());
    }
    if (!lease.epoch().equals(c.epoch())) {
      return Applied.refused(state, STALE_EPOCH, "now " + state.epoch());
    }
    if (lease.renewal() != c.renewal()) {
      return Applied.refused(state, LEASE_RENEWED, "renewal " + lease.renewal());
    }
    if (lease.openEnded() || state.paused()) {
      return Applied.refused(state, PAUSED, "");
    }
    var sync = state.sync();
    if (sync == null || sync.needed() == 0) {
      return Applied.refused(state, NOT_SYNCHRONOUS, String.valueOf(sync));
    }
    var ended = vacancy(state, lease, null, c.reason());
    return silent(state, ended.asRevoked());
  }

  static Applied renew(ClusterState state, Command.RenewLease c) {
    var lease = held(state, c.holder(), c.epoch());
    if (lease == null) {
      return notTheHolder(state);
    }
    if (lease.renewal() != c.renewal()) {
      return Applied.refused(state, LEASE_RENEWED, "renewal " + lease.renewal());
    }
    // Open-ended only while both the log and the holder say so: a holder that has not heard of the
    // resume believes that time does not count against it.
    var openEnded = !c.bounded() || state.paused();
    var position = c.position() != null ? c.position() : lease.position();
    return new StateEdit(state)
        .renewed(lease.renewed(c.ttl(), openEnded, position).withStance(c.stance()))
        .done();
  }

  static Applied expire(ClusterState state, Command.ExpireLease c) {
    var lease = state.lease();
    if (lease == null) {
      return endedBefore(state, c.epoch());
    }
    if (!lease.epoch().equals(c.epoch())) {
      return Applied.refused(state, STALE_EPOCH, "now " + state.epoch());
    }
    if (lease.renewal() != c.renewal()) {
      return Applied.refused(state, LEASE_RENEWED, "renewal " + lease.renewal());
    }
    if (lease.openEnded()) {
      return Applied.refused(state, LEASE_OPEN_ENDED, "holder " + lease.holder());
    }
    if (state.paused()) {
      return Applied.refused(state, PAUSED, "");
    }
    return silent(state, vacancy(state, lease, null, c.reason()));
  }

  /** The lease of a primary that says nothing any more is over. */
  private static Applied silent(ClusterState state, Vacancy ended) {
    var edit = new StateEdit(state).vacant(ended);
    var running = state.operation();
    if (running != null) {
      if (running.kind() == Operation.Kind.FAILOVER
          && running.phase() == Operation.Phase.PREPARING) {
        edit.operation(running.withPhase(Operation.Phase.HANDED_OVER));
      } else {
        edit.ended(false, null, "the primary lease ended meanwhile: " + ended.reason());
      }
    }
    return edit.done();
  }

  static Applied release(ClusterState state, Command.ReleaseLease c) {
    if (state.lease() == null) {
      return endedBefore(state, c.epoch());
    }
    var lease = held(state, c.holder(), c.epoch());
    if (lease == null) {
      return notTheHolder(state);
    }
    if (lease.renewal() != c.renewal()) {
      return Applied.refused(state, LEASE_RENEWED, "renewal " + lease.renewal());
    }
    var before = state.vacancy();
    var edit = new StateEdit(state);
    if (c.unopened() && before != null) {
      edit.sync(before.promise()).vacant(before.reopened(c.holder(), c.epoch(), c.reason()));
    } else {
      edit.vacant(vacancy(state, lease, c.stoppedAt(), c.reason()));
    }
    var running = state.operation();
    if (running != null) {
      if (running.phase() == Operation.Phase.PREPARING
          && running.candidate() != null
          && running.epoch().equals(c.epoch())) {
        edit.operation(running.withPhase(Operation.Phase.HANDED_OVER));
      } else {
        edit.ended(false, null, "the primary gave up its lease: " + c.reason());
      }
    }
    return handedOn(edit.done(), c);
  }

  /**
   * Gives the lease on at once: after a clean stop it is known what the successor must have, and it
   * is not promoted before it has it. Where it may not have the lease, nobody has: the Raft leader
   * decides.
   */
  private static Applied handedOn(Applied released, Command.ReleaseLease c) {
    var state = released.state();
    var running = state.operation();
    var next = c.successor();
    if (next == null
        || c.stoppedAt() == null
        || running == null
        || running.phase() != Operation.Phase.HANDED_OVER
        || !next.node().equals(running.candidate())) {
      return released;
    }
    var granted =
        assign(
            state,
            new Command.AssignPrimary(
                next.node(),
                next.report(),
                state.epoch(),
                new TreeSet<>(),
                c.stoppedAt(),
                "requested by " + running.requestedBy()));
    return granted.reply() instanceof Reply.Refused ? released : released.then(granted);
  }

  static Applied confirm(ClusterState state, Command.ConfirmPrimary c) {
    if (held(state, c.holder(), c.epoch()) == null) {
      return notTheHolder(state);
    }
    if (state.history().stream()
        .anyMatch(h -> h.epoch().equals(c.epoch()) && h.timeline() == c.timeline())) {
      return Applied.done(state);
    }
    var vacancy = state.vacancy();
    var entry =
        new HistoryEntry(
            c.epoch(),
            c.timeline(),
            c.forkedAt(),
            c.holder(),
            vacancy == null ? null : vacancy.previous(),
            reason(state, vacancy) + accepted(state, c.holder()),
            c.times(),
            c.atEpochMillis(),
            c.ancestors());
    var edit =
        new StateEdit(state).confirmed(entry).timelines(Math.max(state.timelines(), c.timeline()));
    var running = state.operation();
    if (running != null
        && running.phase() == Operation.Phase.PROMOTING
        && Objects.equals(running.candidate(), c.holder())) {
      edit.ended(
          true, c.holder(), "%s is primary on timeline %d".formatted(c.holder(), c.timeline()));
    }
    return edit.done();
  }

  private static String reason(ClusterState state, @Nullable Vacancy vacancy) {
    if (vacancy != null) {
      return vacancy.reason();
    }
    return state.history().isEmpty()
        ? "first database of the cluster"
        : "took writes again after it could not renew its lease for a while";
  }

  /** A loss that was accepted stays with the change that it was accepted for. */
  private static String accepted(ClusterState state, MemberId holder) {
    var running = state.operation();
    return running != null
            && running.acceptDataLoss()
            && running.phase() == Operation.Phase.PROMOTING
            && holder.equals(running.candidate())
        ? "; a loss of commits was accepted by " + running.requestedBy()
        : "";
  }

  /**
   * What is known of the last byte must not get lost when a new primary dies before it reports one.
   */
  static Vacancy vacancy(
      ClusterState state, Lease lease, @Nullable WalPosition stoppedAt, String reason) {
    // A standby leader wrote nothing, and the cluster that it follows has all there is.
    var lastKnown =
        stoppedAt != null || state.followsAnother()
            ? stoppedAt
            : later(lease.position(), begun(state, lease));
    if (lastKnown == null && state.vacancy() != null && !state.followsAnother()) {
      lastKnown = state.vacancy().lastKnown();
    }
    // A primary without a vacancy has confirmed that it reached its floor. A standby leader
    // confirms nothing: what it was to have stands for as long as anything is promised.
    var confirmed = state.vacancy() == null && !(state.followsAnother() && state.sync() != null);
    var floor = confirmed ? null : lease.floor();
    return new Vacancy(
        lease.holder(),
        lease.epoch(),
        lastKnown,
        stoppedAt != null,
        false,
        floor,
        state.sync(),
        new TreeSet<>(),
        reason);
  }

  /**
   * Where the timeline of this very holder began. One that confirms and dies before its first
   * renewal as a primary told no position; without this a standby that its timeline has left behind
   * could not be told from one that follows it.
   */
  private static @Nullable WalPosition begun(ClusterState state, Lease lease) {
    if (state.history().isEmpty()) {
      return null;
    }
    var last = state.history().getLast();
    if (!last.epoch().equals(lease.epoch())) {
      return null;
    }
    return beginOfLast(state);
  }

  /**
   * Where the last timeline began that this cluster wrote itself; null where it wrote one alone,
   * and where the operator has given up what it wrote.
   */
  static @Nullable WalPosition ownLast(ClusterState state) {
    var given = state.config().standbyCluster().filter(StandbyCluster::acceptsLoss);
    return state.history().isEmpty() || given.isPresent() ? null : beginOfLast(state);
  }

  private static @Nullable WalPosition beginOfLast(ClusterState state) {
    var last = state.history().getLast();
    // One that went on where it had stopped began its timeline in an earlier epoch.
    return state.history().reversed().stream()
        .filter(h -> h.timeline() == last.timeline() && h.forkedAt() != null)
        .findFirst()
        .map(h -> new WalPosition(h.timeline(), Objects.requireNonNull(h.forkedAt())))
        .orElse(null);
  }

  private static @Nullable WalPosition later(@Nullable WalPosition a, @Nullable WalPosition b) {
    return a == null || b != null && b.compareTo(a) > 0 ? b : a;
  }

  static @Nullable Lease held(ClusterState state, MemberId holder, Epoch epoch) {
    var lease = state.lease();
    return lease != null && lease.isHeldBy(holder) && lease.epoch().equals(epoch) ? lease : null;
  }

  private static Applied endedBefore(ClusterState state, Epoch epoch) {
    return state.vacancy() != null && state.vacancy().epoch().equals(epoch)
        ? Applied.done(state)
        : Applied.refused(state, STALE_EPOCH, "now " + state.epoch());
  }

  private static Applied notTheHolder(ClusterState state) {
    var lease = state.lease();
    return Applied.refused(
        state,
        NOT_THE_HOLDER,
        lease == null
            ? "nobody does, " + state.epoch()
            : lease.holder() + " does, " + lease.epoch());
  }
}
