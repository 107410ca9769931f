package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.transition.States.A;
import static io.matriarch.statemachine.transition.States.B;
import static io.matriarch.statemachine.transition.States.C;
import static io.matriarch.statemachine.transition.States.after;
import static io.matriarch.statemachine.transition.States.assertRefused;
import static io.matriarch.statemachine.transition.States.at;
import static io.matriarch.statemachine.transition.States.cluster;
import static io.matriarch.statemachine.transition.States.confirm;
import static io.matriarch.statemachine.transition.States.expire;
import static io.matriarch.statemachine.transition.States.lease;
import static io.matriarch.statemachine.transition.States.member;
import static io.matriarch.statemachine.transition.States.pause;
import static io.matriarch.statemachine.transition.States.release;
import static io.matriarch.statemachine.transition.States.renew;
import static io.matriarch.statemachine.transition.States.vacancy;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.WalPosition;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SyncTransitionsTest {
  private static final SyncSet ONE_OF_TWO = new SyncSet(new TreeSet<>(List.of(B, C)), 1);

  /** {@code a} is primary, and its commits are on one of {@code b} and {@code c}. */
  private static ClusterState synchronous() {
    return after(cluster(), change(cluster(), null, ONE_OF_TWO));
  }

  private static Command change(
      ClusterState state, @Nullable SyncSet expected, @Nullable SyncSet next) {
    return new Command.ChangeSync(A, state.epoch(), lease(state).renewal(), expected, next);
  }

  private static Command assign(
      ClusterState state, MemberId node, @Nullable WalPosition floor, MemberId... recruits) {
    return new Command.AssignPrimary(
        node, 0, state.epoch(), new TreeSet<>(List.of(recruits)), floor, "test");
  }

  private static Command revoke(ClusterState state) {
    return new Command.RevokeLease(lease(state).epoch(), lease(state).renewal(), "silent");
  }

  @Test
  void nobody_is_promoted_while_a_holder_of_acknowledged_commits_may_be_unheard() {
    var vacant = after(synchronous(), expire(synchronous()));

    assertRefused(vacant, assign(vacant, B, at(1, 900), B), Reason.MIGHT_LOSE_COMMITS);
    assertRefused(vacant, assign(vacant, B, null, B, C), Reason.MIGHT_LOSE_COMMITS);
    var assigned = after(vacant, assign(vacant, B, at(1, 900), B, C));

    assertThat(lease(assigned).floor()).isEqualTo(at(1, 900));
    assertThat(assigned.sync()).isEqualTo(new SyncSet(new TreeSet<>(List.of(A, C)), 1));
  }

  @Test
  void last_primary_may_come_back_unheard_by_others() {
    var vacant = after(synchronous(), expire(synchronous()));

    var back = after(vacant, assign(vacant, A, null));

    assertThat(back.sync()).isEqualTo(ONE_OF_TWO);
  }

  @Test
  void winner_that_never_took_writes_comes_back_only_with_what_it_lacked() {
    var vacant = after(synchronous(), expire(synchronous()));
    var assigned = after(vacant, assign(vacant, B, at(1, 900), B, C));
    var again = after(assigned, expire(assigned));

    assertRefused(again, assign(again, B, at(1, 800)), Reason.MIGHT_LOSE_COMMITS);
    after(again, assign(again, B, at(1, 900)));

    var confirmed = after(assigned, confirm(B, 2, 2));
    var later = after(confirmed, expire(confirmed));
    after(later, assign(later, B, null));
  }

  @Test
  void winner_that_never_opened_gives_the_role_up_as_if_it_had_never_had_it() {
    var vacant = after(synchronous(), expire(synchronous()));
    var assigned = after(vacant, assign(vacant, B, at(1, 900), B, C));

    var again =
        after(
            assigned,
            new Command.ReleaseLease(B, new Epoch(2), 0, true, null, null, "could not fetch"));

    assertThat(again.sync()).isEqualTo(ONE_OF_TWO);
    assertThat(vacancy(again).previous()).isEqualTo(A);
    assertThat(vacancy(again).epoch()).isEqualTo(new Epoch(2));
    assertThat(vacancy(again).gaveUp()).containsExactly(B);
    assertThat(lease(after(again, assign(again, C, at(1, 900), B, C))).holder()).isEqualTo(C);
  }

  @Test
  void first_commits_wait_for_those_only_who_promised_to_follow() {
    var vacant = after(synchronous(), expire(synchronous()));
    var three = after(vacant, assign(vacant, B, at(1, 900), B, C));
    assertThat(lease(three).rule()).isEqualTo(new CommitRule(1, List.of(C), false));

    var pair = after(cluster(), change(cluster(), null, new SyncSet(new TreeSet<>(List.of(B)), 1)));
    var alone = after(pair, expire(pair));
    var left = after(alone, assign(alone, B, at(1, 900), B));
    assertThat(left.sync()).isEqualTo(SyncSet.PRIMARY_ALONE);
    assertThat(lease(left).rule()).isEqualTo(CommitRule.NONE);
  }

  @Test
  void hand_over_needs_the_last_byte_and_nobody_else() {
    var state = after(synchronous(), switchover(synchronous(), false));
    var handed = after(state, release(A, 1, lease(state).renewal(), at(1, 1_000)));

    assertRefused(handed, assign(handed, B, at(1, 999)), Reason.MIGHT_LOSE_COMMITS);
    assertThat(lease(after(handed, assign(handed, B, at(1, 1_000)))).holder()).isEqualTo(B);
  }

  @Test
  void operator_may_accept_the_loss_and_the_promise_starts_anew() {
    var vacant = after(synchronous(), expire(synchronous()));
    var asked = after(vacant, failover(vacant, false));
    assertRefused(asked, assign(asked, B, at(1, 10), B), Reason.MIGHT_LOSE_COMMITS);

    var accepted = after(vacant, failover(vacant, true));
    var assigned = after(accepted, assign(accepted, B, at(1, 10), B));

    assertThat(assigned.sync()).isEqualTo(SyncSet.PRIMARY_ALONE);
    assertThat(after(assigned, confirm(B, 2, 2)).history().getLast().reason())
        .contains("a loss of commits was accepted by");
    assertRefused(accepted, assign(accepted, C, at(1, 10), C), Reason.MIGHT_LOSE_COMMITS);
  }

  @Test
  void lease_is_taken_away_early_only_where_commits_need_standbys() {
    assertRefused(cluster(), revoke(cluster()), Reason.NOT_SYNCHRONOUS);
    var alone = after(cluster(), change(cluster(), null, SyncSet.PRIMARY_ALONE));
    assertRefused(alone, revoke(alone), Reason.NOT_SYNCHRONOUS);

    var state = synchronous();
    var renewed = after(state, renew(A, 1, lease(state).renewal(), true));
    assertRefused(renewed, revoke(state), Reason.LEASE_RENEWED);
    var paused = after(renewed, pause(renewed, true));
    assertRefused(paused, revoke(paused), Reason.PAUSED);

    var revoked = after(renewed, revoke(renewed));
    assertThat(revoked.lease()).isNull();
    assertThat(vacancy(revoked).revoked()).isTrue();
  }

  @Test
  void change_that_was_long_on_its_way_changes_nothing() {
    var state = synchronous();
    var late = change(state, ONE_OF_TWO, SyncSet.PRIMARY_ALONE);
    var renewed = after(state, renew(A, 1, lease(state).renewal(), true));

    assertRefused(renewed, late, Reason.LEASE_RENEWED);
  }

  @Test
  void renewal_from_before_a_change_is_refused() {
    var before = cluster();
    var renewal = renew(A, 1, lease(before).renewal(), true);
    var changed = after(before, change(before, null, ONE_OF_TWO));

    assertRefused(changed, renewal, Reason.LEASE_RENEWED);
  }

  @Test
  void promise_counts_members_only_and_never_the_primary() {
    var state = cluster();
    var stranger = new SyncSet(new TreeSet<>(List.of(new MemberId("z"))), 1);
    var self = new SyncSet(new TreeSet<>(List.of(A, B)), 1);

    assertRefused(state, change(state, null, stranger), Reason.UNKNOWN_MEMBER);
    assertRefused(state, change(state, null, self), Reason.UNKNOWN_MEMBER);
    assertRefused(state, change(state, ONE_OF_TWO, SyncSet.PRIMARY_ALONE), Reason.STALE_SYNC);
  }

  @Test
  void no_two_promotions_get_one_timeline_number() {
    var vacant = after(cluster(), expire(cluster()));
    var first = after(vacant, assign(vacant, B, null));
    assertThat(lease(first).timeline()).isEqualTo(2);

    var unconfirmed = after(first, expire(first));
    var second = after(unconfirmed, assign(unconfirmed, C, null));
    assertThat(lease(second).timeline()).isEqualTo(3);

    var again = after(second, new Command.ReserveTimeline(C, new Epoch(3), 3));
    assertThat(lease(again).timeline()).isEqualTo(4);
    assertThat(after(again, new Command.ReserveTimeline(C, new Epoch(3), 3))).isEqualTo(again);
    var higher = after(again, new Command.ReserveTimeline(C, new Epoch(3), 7));
    assertThat(lease(higher).timeline()).isEqualTo(8);
    assertRefused(higher, new Command.ReserveTimeline(B, new Epoch(2), 8), Reason.NOT_THE_HOLDER);

    var confirmed = after(higher, confirm(C, 3, 11));
    var next = after(confirmed, expire(confirmed));
    assertThat(lease(after(next, assign(next, A, null))).timeline()).isEqualTo(12);
  }

  @Test
  void primary_that_takes_its_role_back_after_a_clean_stop_needs_no_number() {
    var state = after(cluster(), switchover(cluster(), false));
    var handed = after(state, release(A, 1, lease(state).renewal(), at(1, 1_000)));

    var back = after(handed, assign(handed, A, null));

    assertThat(lease(back).timeline()).isZero();
    assertThat(back.timelines()).isEqualTo(1);
  }

  @Test
  void first_database_promises_nothing_but_itself() {
    var state = after(ClusterState.EMPTY, new Command.RegisterMember(member(A)));
    state = after(state, new Command.BeginBootstrap("boot", A, "first"));
    state = after(state, new Command.CompleteBootstrap("boot", A, "7001", state.config().ttl()));

    assertThat(state.sync()).isEqualTo(SyncSet.PRIMARY_ALONE);
    assertThat(cluster().sync()).isNull();
  }

  private static Command switchover(ClusterState state, boolean acceptLoss) {
    return new Command.RequestOperation(
        "op", Operation.Kind.SWITCHOVER, state.epoch(), B, false, acceptLoss, "test");
  }

  private static Command failover(ClusterState state, boolean acceptLoss) {
    return new Command.RequestOperation(
        "op", Operation.Kind.FAILOVER, state.epoch(), B, false, acceptLoss, "test");
  }
}
