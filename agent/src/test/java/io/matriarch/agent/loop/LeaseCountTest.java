package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.guard.Guard;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.node.HeldLease;
import io.matriarch.statemachine.transition.Transitions;
import java.time.Duration;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LeaseCountTest {
  private static final MemberId SELF = new MemberId("a");
  private static final Epoch FIRST = new Epoch(1);
  private static final Duration TTL = Duration.ofSeconds(5);

  private static final Command.CompleteBootstrap OFFER =
      new Command.CompleteBootstrap("b", SELF, "1", TTL);

  /** Near the overflow of the counter, where sums of it are negative. */
  private static final long NOW = Long.MAX_VALUE - 3_000_000_000L;

  private final ReportNumbers numbers = new ReportNumbers(41);
  private final LeaseCount count = new LeaseCount(SELF, numbers);
  private ClusterState state = holding();

  @Test
  void renewal_counts_from_when_it_was_sent_and_not_from_its_answer() {
    var sent = NOW - Duration.ofSeconds(4).toNanos();

    count.renewed(FIRST, sent, TTL, true, state, NOW);

    assertThat(left()).isEqualTo(Duration.ofSeconds(1));
  }

  /** A running server that becomes the first primary must not be without a lease for a moment. */
  @Test
  void first_lease_counts_from_when_the_offer_that_was_taken_was_sent() {
    state = first(count.numbered(OFFER, NOW - Duration.ofSeconds(3).toNanos()));
    count.numbered(OFFER, NOW - Duration.ofSeconds(1).toNanos());

    count.applied(state, NOW);

    assertThat(left()).isEqualTo(Duration.ofSeconds(2));
  }

  /** Until it is known what became of the offer, this node may hold the lease, and no longer. */
  @Test
  void running_server_that_is_offered_writes_for_no_longer_than_the_lease_would_last() {
    count.offering(FIRST, NOW - Duration.ofSeconds(3).toNanos(), TTL);
    count.offerUnknown();
    count.offering(FIRST, NOW, TTL);
    count.offerNotTaken();

    assertThat(count.isOffered()).isTrue();
    assertThat(left()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void offer_that_came_to_nothing_takes_nothing() {
    count.offering(FIRST, NOW, TTL);
    count.offerNotTaken();
    assertThat(count.isOffered()).isFalse();
    assertThat(count.held()).isNull();

    count.offering(FIRST, NOW, TTL);
    count.offerUnknown();
    count.offerRefused();
    assertThat(count.isOffered()).isFalse();
    assertThat(count.held()).isNull();
  }

  @Test
  void offer_that_was_taken_gives_a_lease_that_is_proven() {
    count.offering(FIRST, NOW, TTL);
    state = first(count.numbered(OFFER, NOW));

    count.applied(state, NOW);

    assertThat(count.isOffered()).isFalse();
    assertThat(held().proven()).isTrue();
  }

  /** A second try must not give a server more time that was given up between. */
  @Test
  void offered_server_that_lost_its_guard_is_not_given_another_lease_by_the_next_offer() {
    count.offering(FIRST, NOW, TTL);
    count.surrender();

    count.offering(FIRST, NOW, TTL);

    assertThat(count.held()).isNull();
  }

  /** Its predecessor may have offered it, and nobody knows what became of that. */
  @Test
  void offer_of_an_earlier_process_is_not_made_longer_by_the_next() {
    count.inherit(new Guard.Inherited(FIRST, NOW + 1_000_000_000L), NOW);
    count.offerUnknown();

    count.offering(FIRST, NOW, TTL);

    assertThat(count.isOffered()).isTrue();
    assertThat(left()).isEqualTo(Duration.ofSeconds(1));
  }

  /** A guard that a pause had left, and a cluster that began anew since. */
  @Test
  void grant_to_this_process_counts_also_where_a_count_of_another_cluster_was_inherited() {
    count.inherit(new Guard.Inherited(new Epoch(7), Long.MAX_VALUE), NOW);
    state = first(count.numbered(OFFER, NOW));

    count.applied(state, NOW);

    assertThat(held().epoch()).isEqualTo(FIRST);
    assertThat(held().isOpenEnded()).isFalse();
  }

  /** It may have been taken long before this process began, which offers again all the same. */
  @Test
  void first_lease_of_an_earlier_process_does_not_count() {
    var earlier = new LeaseCount(SELF, new ReportNumbers(7));
    state = first(earlier.numbered(OFFER, NOW - Duration.ofSeconds(60).toNanos()));
    apply(count.numbered(OFFER, NOW));

    count.applied(state, NOW);

    assertThat(count.held()).isNull();
  }

  @Test
  void answer_that_comes_late_does_not_shorten_a_newer_count() {
    count.renewed(FIRST, NOW, TTL, true, state, NOW);
    count.renewed(FIRST, NOW - Duration.ofSeconds(2).toNanos(), TTL, true, state, NOW);

    assertThat(left()).isEqualTo(TTL);
  }

  /** Others count the shorter one as soon as it is committed, whether its answer comes or not. */
  @Test
  void shorter_lease_counts_from_when_its_renewal_is_sent() {
    count.renewed(FIRST, NOW, TTL, true, state, NOW);

    shorten(Duration.ofSeconds(4));

    assertThat(left()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void longer_lease_counts_only_once_its_renewal_is_committed() {
    count.renewed(FIRST, NOW, TTL, true, state, NOW);

    shorten(Duration.ofSeconds(9));

    assertThat(left()).isEqualTo(TTL);
  }

  /** Its log is read again from a point before the pause, which the cluster has left since. */
  @Test
  void pause_that_is_passed_while_catching_up_does_not_lengthen_an_inherited_count() {
    var deadline = NOW + Duration.ofSeconds(1).toNanos();
    count.inherit(new Guard.Inherited(FIRST, deadline), NOW);

    pause(true);
    pause(false);

    assertThat(left()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void renewal_of_an_epoch_that_has_passed_gives_nothing() {
    apply(new Command.ReleaseLease(SELF, FIRST, renewal(), false, null, null, "test"));
    apply(new Command.AssignPrimary(SELF, 0, FIRST, new TreeSet<>(), null, "test"));

    count.renewed(FIRST, NOW, TTL, true, state, NOW);

    assertThat(count.held()).isNull();
  }

  /** Whoever decided had heard that report: the grant is younger, and the others count from it. */
  @Test
  void grant_counts_from_when_the_report_was_sent_that_it_was_decided_on() {
    count.applied(state, NOW);
    var report = numbers.at(NOW - Duration.ofSeconds(1).toNanos());

    granted(report);
    count.applied(state, NOW);

    assertThat(left()).isEqualTo(Duration.ofSeconds(4));
    assertThat(held().epoch()).isEqualTo(new Epoch(2));
  }

  @Test
  void grant_on_a_report_of_an_earlier_process_gives_nothing() {
    granted(new ReportNumbers(7).at(NOW));

    count.applied(state, NOW);

    assertThat(count.held()).isNull();
  }

  @Test
  void grant_that_is_seen_when_its_lease_may_be_over_gives_nothing() {
    granted(numbers.at(NOW - TTL.toNanos()));

    count.applied(state, NOW);

    assertThat(count.held()).isNull();
  }

  /** It may have been committed already that this node gave it up. */
  @Test
  void grant_does_not_count_again_after_it_was_given_up() {
    granted(numbers.at(NOW));
    count.applied(state, NOW);
    count.surrender();

    count.applied(state, NOW);

    assertThat(count.held()).isNull();
  }

  private void granted(long report) {
    apply(new Command.ReleaseLease(SELF, FIRST, renewal(), false, null, null, "test"));
    apply(new Command.AssignPrimary(SELF, report, FIRST, new TreeSet<>(), null, "test"));
  }

  @Test
  void count_ends_when_the_log_says_that_the_lease_was_ended() {
    count.renewed(FIRST, NOW, TTL, true, state, NOW);
    apply(new Command.ExpireLease(FIRST, renewal(), "test"));

    count.applied(state, NOW);

    assertThat(count.held()).isNull();
  }

  @Test
  void pause_opens_a_count_that_is_good_and_its_end_closes_it() {
    count.renewed(FIRST, NOW, TTL, true, state, NOW);
    pause(true);
    count.applied(state, NOW);
    assertThat(held().isOpenEnded()).isTrue();

    pause(false);
    count.applied(state, NOW);

    assertThat(held().isOpenEnded()).isFalse();
    assertThat(left()).isEqualTo(TTL);
  }

  @Test
  void pause_does_not_revive_a_count_that_is_over() {
    count.renewed(FIRST, NOW - TTL.toNanos(), TTL, true, state, NOW);
    pause(true);

    count.applied(state, NOW);

    assertThat(held().isOpenEnded()).isFalse();
    assertThat(left().isPositive()).isFalse();
  }

  /** A log that is replayed after a restart may end in a pause that the cluster left long ago. */
  @Test
  void paused_log_alone_gives_a_restarted_agent_nothing() {
    pause(true);

    count.applied(state, NOW);

    assertThat(count.held()).isNull();
  }

  @Test
  void unbounded_renewal_answered_after_the_resume_is_counted_from_now() {
    count.renewed(FIRST, NOW - Duration.ofSeconds(9).toNanos(), TTL, false, state, NOW);

    assertThat(held().isOpenEnded()).isFalse();
    assertThat(left()).isEqualTo(TTL);
  }

  @Test
  void count_inherited_from_a_guard_goes_on_while_the_log_here_is_behind() {
    count.inherit(new Guard.Inherited(new Epoch(2), NOW + 1_000_000_000L), NOW);

    count.applied(state, NOW);

    assertThat(left()).isEqualTo(Duration.ofSeconds(1));
  }

  /** Its Raft directory was emptied: it never hears of the end of that pause. */
  @Test
  void count_without_an_end_has_one_where_the_log_here_does_not_know_of_it() {
    count.inherit(new Guard.Inherited(FIRST, Long.MAX_VALUE), NOW);

    count.applied(ClusterState.EMPTY, NOW);

    assertThat(left()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void count_without_an_end_goes_on_once_the_log_here_says_the_same() {
    count.inherit(new Guard.Inherited(FIRST, Long.MAX_VALUE), NOW);
    pause(true);

    count.applied(state, NOW);

    assertThat(held().isOpenEnded()).isTrue();
  }

  @Test
  void count_without_an_end_lasts_no_longer_than_a_lease_where_the_pause_is_over() {
    count.inherit(new Guard.Inherited(FIRST, Long.MAX_VALUE), NOW);
    count.applied(state, NOW);
    assertThat(left()).isEqualTo(TTL);

    pause(true);
    count.applied(state, NOW);
    assertThat(left()).isEqualTo(TTL);
  }

  /** Found by the simulator: a guard that was prepared here, and the role that came later. */
  @Test
  void count_without_an_end_has_no_part_in_the_lease_after_it() {
    count.inherit(new Guard.Inherited(Epoch.NONE, Long.MAX_VALUE), NOW);
    count.applied(state, NOW);
    granted(numbers.at(NOW - Duration.ofSeconds(1).toNanos()));
    count.applied(state, NOW);

    count.applied(state, NOW);

    assertThat(left()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void surrendered_lease_does_not_count_whatever_becomes_of_the_request() {
    count.renewed(FIRST, NOW, TTL, true, state, NOW);

    count.surrender();

    assertThat(count.held()).isNull();
  }

  private HeldLease held() {
    var held = count.held();
    assertThat(held).isNotNull();
    return java.util.Objects.requireNonNull(held);
  }

  private void shorten(Duration ttl) {
    var shorter = count.shortened(FIRST, NOW, ttl);
    if (shorter != null) {
      count.shorten(shorter);
    }
  }

  private Duration left() {
    return held().left(NOW);
  }

  private long renewal() {
    return java.util.Objects.requireNonNull(state.lease()).renewal();
  }

  private void pause(boolean on) {
    var version = state.config().version();
    var tree = state.config().tree().with("pause", new ConfigValue.Flag(on));
    apply(new Command.ChangeConfig(version, tree, "test"));
  }

  private void apply(Command command) {
    state = Transitions.apply(state, command).state();
  }

  private static ClusterState holding() {
    return first(OFFER);
  }

  private static ClusterState first(Command.CompleteBootstrap offer) {
    var state = ClusterState.EMPTY;
    var self =
        new Member(SELF, MemberKind.DATABASE, "http://127.0.0.1:1", "127.0.0.1:2", Tags.NONE, 1);
    state = Transitions.apply(state, new Command.RegisterMember(self)).state();
    state = Transitions.apply(state, new Command.BeginBootstrap("b", SELF, "test")).state();
    return Transitions.apply(state, offer).state();
  }
}
