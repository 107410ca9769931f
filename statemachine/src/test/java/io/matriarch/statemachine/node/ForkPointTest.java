package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.C;
import static io.matriarch.statemachine.node.NodeFixture.NOW;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.TimelineHistory;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What becomes of a winner whose timeline began before what it had to have. */
class ForkPointTest {
  /** {@code b} was primary of e2 on timeline 2; {@code a} won e3 and must have 2@1000. */
  private static NodeFixture winner() {
    var node =
        aNode()
            .whileOtherIsPrimary(B)
            .applied(new Command.ConfirmPrimary(B, new Epoch(2), 2, null, null, 0))
            .promising(1, A, C)
            .noPrimary();
    return node.applied(
            new Command.AssignPrimary(
                A, 0, node.state().epoch(), new TreeSet<>(List.of(A, C)), at(2, 1000), "test"))
        .holding();
  }

  private static TimelineHistory leaving(int timeline, long lsn) {
    return new TimelineHistory(
        3,
        List.of(
            new TimelineHistory.Fork(1, new Lsn(500)),
            new TimelineHistory.Fork(timeline, new Lsn(lsn))));
  }

  /** Begun by {@code c}, who keeps the number of what {@code a} began from being used twice. */
  private static TimelineHistory fourth() {
    return new TimelineHistory(
        4,
        List.of(
            new TimelineHistory.Fork(1, new Lsn(500)),
            new TimelineHistory.Fork(2, new Lsn(1000)),
            new TimelineHistory.Fork(3, new Lsn(1000))));
  }

  /** It has looked at itself, and its fence is over. */
  private static NodeFixture fenced(TimelineHistory history) {
    var node = winner().primary(history, false);
    var fence = (Decision.Fence) node.decides().decision();
    return node.remembering(
            m ->
                m.afterLook(node.seen().database(), node.state(), true, NOW)
                    .afterStart(fence, node.seen().database(), NOW)
                    .afterEnd(fence, ActResult.Done.of("fenced"), node.state(), NOW))
        .stopped()
        .data(NodeFixture.usable(DataDirectory.ControlState.SHUT_DOWN, 3, 1010, false));
  }

  @Test
  void primary_that_took_over_all_it_had_to_is_confirmed() {
    var node = winner().primary(leaving(2, 1000), false);

    assertThat(node.decides().decision()).isNotInstanceOf(Decision.Fence.class);
    assertThat(node.wants(Duration.ZERO)).isInstanceOf(Command.ConfirmPrimary.class);
  }

  /** Timeline 2 was confirmed by nobody: without it the cluster could not tell who has left it. */
  @Test
  void confirmation_names_the_ancestors_that_nobody_confirmed() {
    var node = aNode().whileOtherIsPrimary(B).noPrimary();
    var again =
        node.applied(
                new Command.AssignPrimary(
                    A, 0, node.state().epoch(), new TreeSet<>(), at(2, 1000), "test"))
            .holding()
            .primary(leaving(2, 1000), false);

    assertThat(again.wants(Duration.ZERO))
        .isInstanceOfSatisfying(
            Command.ConfirmPrimary.class,
            c ->
                assertThat(c.ancestors())
                    .containsExactly(
                        new TimelineHistory.Fork(1, new Lsn(500)),
                        new TimelineHistory.Fork(2, new Lsn(1000))));
  }

  @Test
  void primary_that_lacks_the_last_byte_is_fenced_and_never_confirmed() {
    var node = winner().primary(leaving(2, 999), false);

    assertThat(node.decides().rule()).isEqualTo("FenceForkBelowFloor");
    assertThat(node.decides().decision())
        .isInstanceOfSatisfying(
            Decision.Fence.class,
            f -> {
              assertThat(f.givesUp()).isTrue();
              assertThat(f.reason()).contains("timeline 3", at(2, 1000).toString());
            });
    assertThat(node.wants(Duration.ZERO)).isNull();
  }

  @Test
  void primary_of_a_history_that_never_was_on_the_timeline_is_fenced() {
    var beside = new TimelineHistory(3, List.of(new TimelineHistory.Fork(1, new Lsn(5000))));

    assertThat(winner().primary(beside, false).decides().rule()).isEqualTo("FenceForkBelowFloor");
  }

  @Test
  void beginning_of_a_record_is_nothing_that_is_lacked() {
    var node = winner().primary(leaving(2, 900), false).answering(a -> a.reached(leaving(2, 1007)));

    assertThat(node.decides().decision()).isNotInstanceOf(Decision.Fence.class);
  }

  @Test
  void confirmed_primary_is_not_judged_by_what_its_disk_may_have_forgotten() {
    var node =
        winner()
            .applied(new Command.ConfirmPrimary(A, new Epoch(3), 3, new Lsn(1000), null, 0))
            .primary(leaving(2, 999), false);

    assertThat(node.decides().decision()).isNotInstanceOf(Decision.Fence.class);
  }

  @Test
  void fenced_winner_gives_the_role_up_and_stays_down_until_another_is_primary() {
    var holder = fenced(leaving(2, 999));
    assertThat(holder.wants())
        .isInstanceOfSatisfying(
            Command.ReleaseLease.class, r -> assertThat(r.reason()).contains("timeline 3"));
    assertThat(holder.decides().decision()).isInstanceOf(Decision.Wait.class);

    var vacant = fenced(leaving(2, 999)).applied(released());
    assertThat(vacant.decides().rule()).isEqualTo("KeepForkedDown");
    assertThat(vacant.decides().needsOperator()).isTrue();
    assertThat(vacant.decides().decision().reason()).contains("--accept-data-loss");

    var another =
        vacant
            .applied(
                new Command.AssignPrimary(
                    C, 0, new Epoch(3), new TreeSet<>(List.of(B, C)), at(2, 1000), "has it"))
            .hearsPrimary(C, fourth(), true);
    assertThat(another.decides().decision()).isInstanceOf(Decision.Rewind.class);
  }

  private static Command released() {
    return new Command.ReleaseLease(A, new Epoch(3), 0, false, null, null, "test");
  }

  /** Its agent was restarted: nothing but the state and the disk tell. */
  @Test
  void winner_that_is_back_must_still_have_what_it_had_to_have() {
    var node = winner().applied(released());
    var back =
        node.applied(
                new Command.AssignPrimary(
                    A, 0, node.state().epoch(), new TreeSet<>(List.of(A)), at(3, 1010), "is back"))
            .holding();
    assertThat(back.state().epoch()).isEqualTo(new Epoch(4));

    assertThat(back.primary(leaving(2, 999), false).decides().rule())
        .isEqualTo("FenceForkBelowFloor");
  }

  @Test
  void operator_may_have_it_all_the_same() {
    var node =
        winner()
            .applied(released())
            .applied(
                new Command.RequestOperation(
                    "op", Operation.Kind.FAILOVER, new Epoch(3), A, false, true, "test"));
    var taken =
        node.applied(
                new Command.AssignPrimary(
                    A, 0, node.state().epoch(), new TreeSet<>(List.of(A)), at(2, 1000), "accepted"))
            .holding();

    assertThat(taken.primary(leaving(2, 999), false).decides().decision())
        .isNotInstanceOf(Decision.Fence.class);
  }
}
