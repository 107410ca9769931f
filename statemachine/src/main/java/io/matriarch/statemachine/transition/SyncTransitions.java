package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.command.Reason.LEASE_RENEWED;
import static io.matriarch.statemachine.command.Reason.NOT_THE_HOLDER;
import static io.matriarch.statemachine.command.Reason.STALE_SYNC;
import static io.matriarch.statemachine.command.Reason.UNKNOWN_MEMBER;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is promised of acknowledged commits, and the numbers of timelines. */
final class SyncTransitions {
  private SyncTransitions() {}

  static Applied change(ClusterState state, Command.ChangeSync c) {
    var lease = LeaseTransitions.held(state, c.holder(), c.epoch());
    if (lease == null) {
      return Applied.refused(state, NOT_THE_HOLDER, "now " + state.epoch());
    }
    if (Objects.equals(state.sync(), c.next())) {
      return Applied.done(state);
    }
    if (lease.renewal() != c.renewal()) {
      return Applied.refused(state, LEASE_RENEWED, "renewal " + lease.renewal());
    }
    if (!Objects.equals(state.sync(), c.expected())) {
      return Applied.refused(state, STALE_SYNC, "now " + state.sync());
    }
    var next = c.next();
    if (next != null
        && (next.standbys().contains(c.holder())
            || !state.members().keySet().containsAll(next.standbys()))) {
      return Applied.refused(state, UNKNOWN_MEMBER, next.toString());
    }
    // Counted as a renewal: one that was sent by a process that had not heard of this change is
    // refused, so whoever renewed knows the promise that it has to keep.
    return new StateEdit(state)
        .touched(lease.renewed(lease.ttl(), lease.openEnded(), lease.position()))
        .sync(next)
        .done();
  }

  static Applied reserve(ClusterState state, Command.ReserveTimeline c) {
    var lease = LeaseTransitions.held(state, c.holder(), c.epoch());
    if (lease == null) {
      return Applied.refused(state, NOT_THE_HOLDER, "now " + state.epoch());
    }
    if (state.followsAnother()) {
      // It begins none; what the other cluster has begun is never given out here.
      return c.above() <= state.timelines()
          ? Applied.done(state)
          : new StateEdit(state).timelines(c.above()).done();
    }
    if (lease.timeline() > c.above()) {
      return Applied.done(state);
    }
    int number = Math.max(state.timelines(), c.above()) + 1;
    return new StateEdit(state).timelines(number).touched(lease.withTimeline(number)).done();
  }

  /**
   * What is promised of commits once an assignment is made.
   *
   * @param rule whom the first commits wait for
   */
  record Promised(SyncSet promise, CommitRule rule) {}

  /**
   * The promise for the new primary of an assignment. Its first commits wait for standbys that
   * promised to follow it: who did not is dead, or has a history that is yet to be compared.
   */
  static Promised promised(
      SyncSet before, ClusterState state, Command.AssignPrimary c, boolean comesBack) {
    var vacancy = state.vacancy();
    var strict = state.config().synchronousModeStrict();
    var alone = new Promised(SyncSet.PRIMARY_ALONE, strict ? CommitRule.BLOCKED : CommitRule.NONE);
    if (vacancy == null || Guard.lossAccepted(state, c)) {
      return alone;
    }
    var next = before.after(vacancy.previous(), c.node());
    if (next.needed() == 0) {
      return alone;
    }
    if (comesBack || vacancy.clean() || strict) {
      return new Promised(next, CommitRule.anyOf(next));
    }
    var followers = next.standbys().stream().filter(c.recruits()::contains).toList();
    var needed = Math.min(next.needed(), followers.size());
    return needed == 0
        ? alone
        : new Promised(
            new SyncSet(next.standbys(), needed), new CommitRule(needed, followers, false));
  }

  /** Whether an assignment can lose what was acknowledged. */
  static final class Guard {
    private Guard() {}

    /** True where {@code c} is sure to keep every acknowledged commit, or nothing is promised. */
    static boolean keepsAll(ClusterState state, Command.AssignPrimary c) {
      var sync = state.sync();
      var vacancy = state.vacancy();
      if (sync == null || vacancy == null) {
        return true;
      }
      var floor = c.floor();
      if (vacancy.previous().equals(c.node()) && reached(floor, vacancy.floor())) {
        return true;
      }
      if (floor == null) {
        return false;
      }
      var last = vacancy.lastKnown();
      var hasLastByte =
          vacancy.clean()
              && last != null
              && floor.timeline() == last.timeline()
              && floor.lsn().compareTo(last.lsn()) >= 0;
      return hasLastByte || sync.suffices(c.recruits());
    }

    private static boolean reached(@Nullable WalPosition has, @Nullable WalPosition needed) {
      return needed == null || has != null && has.compareTo(needed) >= 0;
    }

    /** True where the assignment may lose commits and the operator has said that it may. */
    static boolean lossAccepted(ClusterState state, Command.AssignPrimary c) {
      var running = state.operation();
      return !keepsAll(state, c)
          && running != null
          && running.acceptDataLoss()
          && c.node().equals(running.candidate());
    }
  }
}
