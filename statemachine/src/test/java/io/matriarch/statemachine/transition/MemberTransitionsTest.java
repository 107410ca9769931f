package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.transition.States.A;
import static io.matriarch.statemachine.transition.States.B;
import static io.matriarch.statemachine.transition.States.C;
import static io.matriarch.statemachine.transition.States.after;
import static io.matriarch.statemachine.transition.States.assertRefused;
import static io.matriarch.statemachine.transition.States.cluster;
import static io.matriarch.statemachine.transition.States.expire;
import static io.matriarch.statemachine.transition.States.lease;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Event;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import io.matriarch.statemachine.model.SyncSet;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MemberTransitionsTest {
  private static Command remove(MemberId id) {
    return new Command.RemoveMember(id, "test");
  }

  private static ClusterState promised(MemberId... standbys) {
    var state = cluster();
    return after(
        state,
        new Command.ChangeSync(
            A,
            state.epoch(),
            lease(state).renewal(),
            null,
            new SyncSet(new TreeSet<>(List.of(standbys)), 1)));
  }

  @Test
  void a_removed_member_is_forgotten_once() {
    var applied = Transitions.apply(cluster(), remove(B));

    assertThat(applied.state().members()).containsOnlyKeys(A, C);
    assertThat(applied.events()).containsExactly(new Event.MemberRemoved(B, "test"));
    assertThat(after(applied.state(), remove(B))).isEqualTo(applied.state());
  }

  @Test
  void the_primary_is_not_removed() {
    assertRefused(cluster(), remove(A), Reason.LEASE_HELD);
  }

  @Test
  void a_standby_that_acknowledged_commits_are_promised_to_be_on_is_not_removed() {
    assertRefused(promised(B, C), remove(B), Reason.MIGHT_LOSE_COMMITS);

    assertThat(after(promised(C), remove(B)).members()).doesNotContainKey(B);
  }

  @Test
  void the_last_primary_is_not_removed_before_it_has_a_successor() {
    var state = promised(C);

    assertRefused(after(state, expire(state)), remove(A), Reason.MIGHT_LOSE_COMMITS);
  }

  /** Seed 1024939 of the simulator: nobody else had a database yet, and nobody ever would. */
  @Test
  void the_last_primary_is_not_removed_either_where_nothing_was_promised() {
    var state = cluster();

    assertRefused(after(state, expire(state)), remove(A), Reason.MIGHT_LOSE_COMMITS);
  }

  @Test
  void a_member_that_an_operation_names_is_not_removed() {
    var state = cluster();
    var running =
        after(
            state,
            new Command.RequestOperation(
                "o", Operation.Kind.SWITCHOVER, state.epoch(), B, false, false, "test"));

    assertRefused(running, remove(B), Reason.OPERATION_RUNNING);
    assertThat(after(running, remove(C)).members()).containsOnlyKeys(A, B);
  }

  @Test
  void what_was_scheduled_for_a_removed_member_is_struck_out() {
    var later = new ScheduledSwitchover("s", A, B, 1, "test");
    var state = after(cluster(), new Command.ScheduleSwitchover(later));

    assertThat(after(state, remove(C)).scheduled()).isEqualTo(later);
    assertThat(after(state, remove(B)).scheduled()).isNull();
  }
}
