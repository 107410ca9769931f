package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.transition.States.A;
import static io.matriarch.statemachine.transition.States.B;
import static io.matriarch.statemachine.transition.States.after;
import static io.matriarch.statemachine.transition.States.assertRefused;
import static io.matriarch.statemachine.transition.States.assign;
import static io.matriarch.statemachine.transition.States.at;
import static io.matriarch.statemachine.transition.States.cluster;
import static io.matriarch.statemachine.transition.States.confirm;
import static io.matriarch.statemachine.transition.States.expire;
import static io.matriarch.statemachine.transition.States.lease;
import static io.matriarch.statemachine.transition.States.pause;
import static io.matriarch.statemachine.transition.States.renew;
import static io.matriarch.statemachine.transition.States.vacancy;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.Stance;
import io.matriarch.statemachine.model.SyncSet;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StandbyTransitionsTest {
  private static final ConfigValue.Tree FAR =
      ConfigValue.Tree.EMPTY.with("host", new ConfigValue.Text("far"));

  static Command follow(ClusterState state) {
    return new Command.ChangeConfig(
        state.config().version(), state.config().tree().with("standby_cluster", FAR), "test");
  }

  private static Command follow(ClusterState state, boolean acceptLoss) {
    var far = FAR.with("accept_data_loss", new ConfigValue.Flag(acceptLoss));
    return new Command.ChangeConfig(
        state.config().version(), state.config().tree().with("standby_cluster", far), "test");
  }

  static Command leave(ClusterState state) {
    var tree = new java.util.TreeMap<>(state.config().tree().entries());
    tree.remove("standby_cluster");
    return new Command.ChangeConfig(state.config().version(), new ConfigValue.Tree(tree), "test");
  }

  private static ClusterState following() {
    return after(cluster(), follow(cluster()));
  }

  /** The holder says that its server takes no writes. */
  static ClusterState quiet(ClusterState state) {
    var lease = lease(state);
    return after(
        state,
        new Command.RenewLease(
            lease.holder(), lease.epoch(), lease.renewal(), lease.ttl(), true, null, Stance.QUIET));
  }

  /** The lease is a primary's still: cut off from the others it writes for as long as it lasts. */
  @Test
  void primary_of_a_cluster_that_just_began_to_follow_is_waited_for() {
    var state = following();
    assertRefused(state, leave(state), Reason.LEASE_HELD);

    state = after(state, renew(A, 1, lease(state).renewal(), true));
    assertRefused(state, leave(state), Reason.LEASE_HELD);

    var silent = after(state, expire(state));
    assertThat(after(silent, leave(silent)).followsAnother()).isFalse();
    var said = quiet(state);
    assertThat(after(said, leave(said)).lease()).isNull();
  }

  /** It ends by no time at all. */
  @Test
  void lease_that_a_pause_left_open_is_waited_for_too() {
    var state = after(cluster(), pause(cluster(), true));
    state = after(state, pause(state, false));
    state = after(state, follow(state));

    assertThat(lease(state).openEnded()).isTrue();
    assertRefused(state, leave(state), Reason.LEASE_HELD);
  }

  /** What was said as a standby leader says nothing of the primary that came after it. */
  @Test
  void holder_has_to_say_it_again_after_the_cluster_followed_anew() {
    var state = quiet(following());
    state = after(state, leave(state));
    state = after(state, assign(A, 1));
    state = quiet(after(state, confirm(A, 2, 2)));
    state = after(state, follow(state));

    assertThat(lease(state).stance()).isNull();
    assertRefused(state, leave(state), Reason.LEASE_HELD);
  }

  /**
   * The primary dies before it stopped; {@code a} wins and is to fetch what {@code b} alone has.
   * The standby leader follows before it has it, and its lease breaks once.
   */
  @Test
  void what_a_standby_leader_has_not_fetched_is_not_forgotten_with_its_lease() {
    var sync = new SyncSet(new TreeSet<>(List.of(A, B)), 1);
    var state = cluster();
    state = after(state, expire(state));
    state = after(state, assign(States.C, 1));
    state = after(state, confirm(States.C, 2, 2));
    state =
        after(
            state,
            new Command.ChangeSync(States.C, new Epoch(2), lease(state).renewal(), null, sync));
    state = after(state, follow(state));
    state = after(state, expire(state));
    var floor = at(2, 5000);
    var recruits = new TreeSet<>(List.of(A, B));
    state =
        after(state, new Command.AssignPrimary(A, 0, new Epoch(2), recruits, floor, "preferred"));
    assertThat(state.vacancy()).isNull();

    state = after(state, expire(state));

    assertThat(vacancy(state).floor()).isEqualTo(floor);
    var lacking = new Command.AssignPrimary(A, 0, new Epoch(3), new TreeSet<>(), at(2, 4000), "");
    assertRefused(state, lacking, Reason.MIGHT_LOSE_COMMITS);
  }

  @Test
  void first_standby_leader_begins_no_timeline_and_promises_nothing() {
    var state = after(ClusterState.EMPTY, follow(ClusterState.EMPTY));
    state = after(state, new Command.RegisterMember(States.member(A)));
    state = after(state, new Command.BeginBootstrap("boot", A, "first"));
    state = after(state, new Command.CompleteBootstrap("boot", A, "7001", state.config().ttl()));

    assertThat(state.isHolder(A)).isTrue();
    assertThat(lease(state).timeline()).isZero();
    assertThat(state.sync()).isNull();
    assertThat(state.operation()).isNull();
    assertThat(state.finished("boot")).isPresent();
  }

  /** The holder reads that it must not write before its lease goes on. */
  @Test
  void renewal_that_was_sent_before_the_cluster_followed_is_refused() {
    var before = cluster();
    var late = renew(A, 1, lease(before).renewal(), true);

    assertRefused(after(before, follow(before)), late, Reason.LEASE_RENEWED);
  }

  @Test
  void next_standby_leader_begins_no_timeline_and_leaves_no_vacancy() {
    var vacant = after(following(), expire(following()));
    assertThat(vacancy(vacant).lastKnown()).isNull();

    var state = after(vacant, assign(B, 1));

    assertThat(state.isHolder(B)).isTrue();
    assertThat(lease(state).timeline()).isZero();
    assertThat(state.timelines()).isEqualTo(vacant.timelines());
    assertThat(state.vacancy()).isNull();
  }

  @Test
  void operation_ends_with_the_new_standby_leader() {
    var state =
        after(
            following(),
            new Command.RequestOperation(
                "op", Operation.Kind.SWITCHOVER, new Epoch(1), B, false, false, "test"));
    state = after(state, States.release(A, 1, lease(state).renewal(), null));
    state = after(state, assign(B, 1));

    assertThat(state.operation()).isNull();
    assertThat(state.finished("op").orElseThrow().succeeded()).isTrue();
  }

  /** A standby leader's lease never becomes a primary's: whoever writes was elected for it. */
  @Test
  void leaving_the_other_cluster_ends_the_lease_of_its_standby_leader() {
    var state = after(quiet(following()), leave(following()));

    assertThat(state.lease()).isNull();
    assertRefused(state, confirm(A, 1, 2), Reason.NOT_THE_HOLDER);
    assertRefused(state, renew(A, 1, 2, true), Reason.NOT_THE_HOLDER);

    var elected = after(state, assign(A, 1));
    assertThat(elected.epoch()).isEqualTo(new Epoch(2));
    assertThat(lease(elected).timeline()).isGreaterThan(1);
  }

  /** What a primary of this cluster promised binds its next one until the promise was given up. */
  @Test
  void promise_of_the_last_primary_outlives_a_change_of_sides() {
    var sync =
        new io.matriarch.statemachine.model.SyncSet(
            new TreeSet<>(java.util.List.of(B, States.C)), 1);
    var state =
        after(
            cluster(),
            new Command.ChangeSync(A, new Epoch(1), lease(cluster()).renewal(), null, sync));
    state = quiet(after(state, follow(state)));
    state = after(state, leave(state));

    assertRefused(state, assign(States.C, 1), Reason.MIGHT_LOSE_COMMITS);
  }

  @Test
  void sides_are_not_changed_in_a_pause_or_during_an_operation() {
    var paused = after(cluster(), pause(cluster(), true));
    assertRefused(paused, follow(paused), Reason.PAUSED);
    var standby = after(following(), pause(following(), true));
    assertRefused(standby, leave(standby), Reason.PAUSED);

    var moving =
        after(
            cluster(),
            new Command.RequestOperation(
                "op", Operation.Kind.SWITCHOVER, new Epoch(1), B, false, false, "test"));
    assertRefused(moving, follow(moving), Reason.OPERATION_RUNNING);
  }

  /** Whoever has it would follow one that this cluster begins by the same number. */
  @Test
  void timeline_that_the_other_cluster_has_begun_is_not_given_out() {
    var state = quiet(following());
    var noted = after(state, new Command.ReserveTimeline(A, new Epoch(1), 7));

    assertThat(after(noted, new Command.ReserveTimeline(A, new Epoch(1), 7))).isEqualTo(noted);
    assertThat(lease(noted).timeline()).isEqualTo(lease(state).timeline());
    var elected = after(after(noted, leave(noted)), assign(B, 1));
    assertThat(lease(elected).timeline()).isGreaterThan(7);
  }

  /**
   * Seed 326 of the simulator: what came last, before an agent ended, was put on record by none.
   */
  @Test
  void timelines_that_nobody_put_on_record_are_not_given_out_either() {
    var noted = after(quiet(following()), new Command.ReserveTimeline(A, new Epoch(1), 7));

    var elected = after(after(noted, leave(noted)), assign(B, 1));

    assertThat(lease(elected).timeline()).isGreaterThan(7 + 3);
  }

  /** Asynchronously nothing else keeps a member out that a failover of this cluster left behind. */
  @Test
  void member_that_missed_the_last_timeline_of_this_cluster_is_known_when_it_leaves() {
    var own = after(after(cluster(), expire(cluster())), assign(B, 1));
    own = after(own, new Command.ConfirmPrimary(B, new Epoch(2), 2, at(1, 500).lsn(), null, 0));
    var state = quiet(after(own, follow(own)));

    assertThat(vacancy(after(state, leave(state))).lastKnown()).isEqualTo(at(2, 500));
    var accepted = quiet(after(own, follow(own, true)));
    assertThat(vacancy(after(accepted, leave(accepted))).lastKnown()).isNull();
  }

  /** Seed 1103078 of the simulator: its standby leader had given its lease up just before. */
  @Test
  void it_is_known_too_where_the_cluster_has_no_standby_leader_when_it_leaves() {
    var own = after(after(cluster(), expire(cluster())), assign(B, 1));
    own = after(own, new Command.ConfirmPrimary(B, new Epoch(2), 2, at(1, 500).lsn(), null, 0));
    var state = quiet(after(own, follow(own)));
    var alone = after(state, expire(state));
    assertThat(vacancy(alone).lastKnown()).isNull();

    assertThat(vacancy(after(alone, leave(alone))).lastKnown()).isEqualTo(at(2, 500));
  }

  @Test
  void position_of_the_last_primary_is_no_measure_for_a_standby_leader() {
    var state = cluster();
    state =
        after(
            state,
            new Command.RenewLease(
                A, new Epoch(1), 0, state.config().ttl(), true, at(1, 99_000_000)));
    state = after(state, follow(state));

    assertThat(vacancy(after(state, expire(state))).lastKnown()).isNull();
  }
}
