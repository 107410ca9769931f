package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.transition.States.A;
import static io.matriarch.statemachine.transition.States.B;
import static io.matriarch.statemachine.transition.States.C;
import static io.matriarch.statemachine.transition.States.after;
import static io.matriarch.statemachine.transition.States.assertRefused;
import static io.matriarch.statemachine.transition.States.assign;
import static io.matriarch.statemachine.transition.States.at;
import static io.matriarch.statemachine.transition.States.cluster;
import static io.matriarch.statemachine.transition.States.confirm;
import static io.matriarch.statemachine.transition.States.expire;
import static io.matriarch.statemachine.transition.States.lease;
import static io.matriarch.statemachine.transition.States.pause;
import static io.matriarch.statemachine.transition.States.release;
import static io.matriarch.statemachine.transition.States.renew;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.Vacancy;
import io.matriarch.statemachine.model.WalPosition;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaseTransitionsTest {
  private static final ClusterState HELD = cluster();
  private static final ClusterState VACANT = after(HELD, expire(HELD));

  @Test
  void assignment_needs_a_vacant_role_and_the_epoch_that_was_seen() {
    assertRefused(HELD, assign(B, 1), Reason.LEASE_HELD);
    assertRefused(VACANT, assign(B, 0), Reason.STALE_EPOCH);
    assertRefused(VACANT, assign(new MemberId("nobody"), 1), Reason.UNKNOWN_MEMBER);
    assertRefused(ClusterState.EMPTY, assign(B, 0), Reason.NOT_INITIALIZED);

    var granted = after(VACANT, assign(B, 1));
    assertThat(granted.epoch()).isEqualTo(new Epoch(2));
    assertThat(lease(granted).holder()).isEqualTo(B);
  }

  @Test
  void repeated_assignment_is_refused_so_that_nobody_counts_from_the_repetition() {
    var granted = after(VACANT, assign(B, 1));

    assertRefused(granted, assign(B, 1), Reason.STALE_EPOCH);
    assertRefused(granted, assign(A, 1), Reason.STALE_EPOCH);
  }

  /** Else a standby that was left behind at the fork could not be told from one that follows. */
  @Test
  void primary_that_dies_before_its_first_position_is_known_by_where_its_timeline_began() {
    var promoted = after(VACANT, assign(B, 1));
    var confirmed =
        after(promoted, new Command.ConfirmPrimary(B, new Epoch(2), 2, at(1, 700).lsn(), null, 0));

    var died = after(confirmed, expire(confirmed));

    assertThat(died.vacancy()).extracting(Vacancy::lastKnown).isEqualTo(at(2, 700));
  }

  @Test
  void primary_that_went_on_where_it_had_stopped_is_known_by_where_its_timeline_began_before() {
    var promoted = after(VACANT, assign(B, 1));
    var confirmed =
        after(promoted, new Command.ConfirmPrimary(B, new Epoch(2), 2, at(1, 700).lsn(), null, 0));
    var released = after(confirmed, release(B, 2, 0, at(2, 800)));
    var back = after(after(released, assign(B, 2)), confirm(B, 3, 2));

    var died = after(back, expire(back));

    assertThat(died.vacancy()).extracting(Vacancy::lastKnown).isEqualTo(at(2, 700));
  }

  @Test
  void renewal_belongs_to_the_holder_of_this_epoch_alone() {
    assertRefused(HELD, renew(B, 1, 0, true), Reason.NOT_THE_HOLDER);
    assertRefused(HELD, renew(A, 2, 0, true), Reason.NOT_THE_HOLDER);
    assertRefused(VACANT, renew(A, 1, 0, true), Reason.NOT_THE_HOLDER);

    assertThat(lease(after(HELD, renew(A, 1, 0, true))).renewal()).isEqualTo(1);
  }

  @Test
  void renewal_that_comes_late_or_twice_extends_nothing() {
    var renewed = after(HELD, renew(A, 1, 0, true));

    assertRefused(renewed, renew(A, 1, 0, true), Reason.LEASE_RENEWED);
  }

  @Test
  void renewal_sent_before_a_pause_cannot_close_the_lease_after_it() {
    var before = renew(A, 1, 0, true);
    var paused = after(HELD, pause(HELD, true));
    var resumed = after(paused, pause(paused, false));

    assertRefused(resumed, before, Reason.LEASE_RENEWED);
    assertRefused(resumed, expire(resumed), Reason.LEASE_OPEN_ENDED);
    var closed = after(resumed, renew(A, 1, 1, true));
    assertThat(after(closed, expire(closed)).lease()).isNull();
  }

  @Test
  void expiry_is_refused_after_a_newer_renewal_and_done_when_repeated() {
    var renewed = after(HELD, renew(A, 1, 0, true));

    assertRefused(renewed, expire(HELD), Reason.LEASE_RENEWED);
    assertRefused(after(VACANT, assign(B, 1)), expire(HELD), Reason.STALE_EPOCH);
    var again = Transitions.apply(VACANT, expire(HELD));
    assertThat(again.reply()).isEqualTo(new Reply.Done());
    assertThat(again.events()).isEmpty();
  }

  @Test
  void lease_does_not_expire_in_a_pause() {
    var paused = after(HELD, pause(HELD, true));

    assertRefused(paused, expire(paused), Reason.LEASE_OPEN_ENDED);
  }

  @Test
  void release_that_a_renewal_has_overtaken_is_refused() {
    var renewed = after(HELD, renew(A, 1, 0, true));

    assertRefused(renewed, release(A, 1, 0, null), Reason.LEASE_RENEWED);
    assertRefused(HELD, release(B, 1, 0, null), Reason.NOT_THE_HOLDER);
    assertThat(after(renewed, release(A, 1, 1, null)).lease()).isNull();
  }

  @Test
  void release_tells_a_clean_end_from_the_last_position_known() {
    var clean = after(HELD, release(A, 1, 0, at(1, 500)));
    var renewed =
        after(
            HELD,
            new Command.RenewLease(A, new Epoch(1), 0, HELD.config().ttl(), true, at(1, 300)));
    var dirty = after(renewed, release(A, 1, 1, null));

    assertThat(clean.vacancy()).satisfies(v -> assertThat(v.clean()).isTrue());
    assertThat(dirty.vacancy())
        .satisfies(
            v -> {
              assertThat(v.clean()).isFalse();
              assertThat(v.lastKnown()).isEqualTo(at(1, 300));
            });
  }

  @Test
  void release_gives_the_lease_to_the_candidate_with_the_last_byte_as_its_floor() {
    var handed = after(switchingTo(B), handing(B, at(1, 500)));

    var lease = lease(handed);
    assertThat(lease.holder()).isEqualTo(B);
    assertThat(lease.epoch()).isEqualTo(new Epoch(2));
    assertThat(lease.floor()).isEqualTo(at(1, 500));
    assertThat(lease.report()).isEqualTo(77);
    assertThat(handed.vacancy()).satisfies(v -> assertThat(v.clean()).isTrue());
    assertThat(handed.operation())
        .satisfies(o -> assertThat(o.phase()).isEqualTo(Operation.Phase.PROMOTING));
    assertRefused(handed, handing(B, at(1, 500)), Reason.NOT_THE_HOLDER);
  }

  /** Where the last byte is not known, only the Raft leader may say who has enough. */
  @Test
  void release_leaves_it_to_the_raft_leader_where_the_successor_is_in_doubt() {
    var tagged =
        after(
            switchingTo(B),
            new Command.RegisterMember(
                new Member(
                    B,
                    MemberKind.DATABASE,
                    "http://b",
                    "b:5432",
                    new Tags(true, 1, false, false, 1, false, new TreeMap<>()),
                    ClusterState.FEATURE_LEVEL)));

    assertThat(after(switchingTo(B), handing(B, null)).lease()).isNull();
    assertThat(after(switchingTo(B), handing(C, at(1, 500))).lease()).isNull();
    assertThat(after(HELD, handing(B, at(1, 500))).lease()).isNull();
    assertThat(after(tagged, handing(B, at(1, 500))).lease()).isNull();
  }

  private static ClusterState switchingTo(MemberId candidate) {
    return after(
        HELD,
        new Command.RequestOperation(
            "op", Operation.Kind.SWITCHOVER, new Epoch(1), candidate, false, false, "test"));
  }

  private static Command handing(MemberId to, @Nullable WalPosition stoppedAt) {
    return new Command.ReleaseLease(
        A, new Epoch(1), 0, false, stoppedAt, new Command.Successor(to, 77), "hand-over");
  }

  @Test
  void last_known_position_survives_a_successor_that_reported_none() {
    var renewed =
        after(
            HELD,
            new Command.RenewLease(A, new Epoch(1), 0, HELD.config().ttl(), true, at(1, 300)));
    var second = after(after(renewed, expire(renewed)), assign(B, 1));

    assertThat(after(second, expire(second)).vacancy())
        .satisfies(v -> assertThat(v.lastKnown()).isEqualTo(at(1, 300)));
  }

  @Test
  void confirmation_writes_one_entry_and_only_for_the_holder() {
    var granted = after(VACANT, assign(B, 1));

    assertRefused(granted, confirm(A, 1, 2), Reason.NOT_THE_HOLDER);
    var confirmed = after(granted, confirm(B, 2, 2));
    assertThat(confirmed.vacancy()).isNull();
    assertThat(confirmed.history()).hasSize(2);
    assertThat(Transitions.apply(confirmed, confirm(B, 2, 2)).state()).isEqualTo(confirmed);
  }

  @Test
  void pause_forbids_a_new_primary_but_not_the_return_of_the_old_one() {
    var paused = after(VACANT, pause(VACANT, true));

    assertRefused(paused, assign(B, 1), Reason.PAUSED);
    assertThat(lease(after(paused, assign(A, 1))).openEnded()).isTrue();
  }
}
