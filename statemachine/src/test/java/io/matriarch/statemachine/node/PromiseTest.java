package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.C;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.TimelineHistory;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A standby's part of an election, and the winner's. */
class PromiseTest {
  /** {@code b} was primary of e2, with {@code a} as standby, and has lost its lease. */
  private static NodeFixture standbyWithoutPrimary() {
    return aNode()
        .whileOtherIsPrimary(B)
        .applied(new Command.ConfirmPrimary(B, new Epoch(2), 2, null, null, 0))
        .promising(1, A, C)
        .standby(at(2, 1000), true, "b:5432")
        .noPrimary();
  }

  /** {@code a} was given the role and must have {@code floor}. */
  private static NodeFixture winner(long floor) {
    var node = standbyWithoutPrimary();
    return node.applied(
            new Command.AssignPrimary(
                A, 0, node.state().epoch(), new TreeSet<>(List.of(A, C)), at(2, floor), "test"))
        .holding();
  }

  @Test
  void standby_promises_the_next_epoch_and_waits() {
    assertThat(standbyWithoutPrimary().decides().decision())
        .isInstanceOfSatisfying(
            Decision.Promise.class, p -> assertThat(p.epoch()).isEqualTo(new Epoch(3)));

    assertThat(
            standbyWithoutPrimary()
                .promised(3)
                .answering(AnswerFixture::cut)
                .decides()
                .decision()
                .reason())
        .contains("promised e3");
  }

  /**
   * {@code b} was confirmed on timeline 2, begun at 1@900. {@code a} was chosen with 1@900, and the
   * primary before, back as a standby, has more of timeline 1 to stream.
   */
  private static NodeFixture chosenAlthoughItMissedTheLastPrimary(long lsn) {
    var vacant =
        aNode()
            .whileOtherIsPrimary(B)
            .applied(new Command.ConfirmPrimary(B, new Epoch(2), 2, at(1, 900).lsn(), null, 0))
            .standby(at(1, lsn), true, "c:5432")
            .noPrimary();
    return vacant
        .applied(
            new Command.AssignPrimary(A, 0, vacant.state().epoch(), new TreeSet<>(), null, "test"))
        .holding();
  }

  @Test
  void winner_that_missed_the_last_primary_cuts_its_stream_before_it_is_promoted() {
    assertThat(chosenAlthoughItMissedTheLastPrimary(900).decides().decision())
        .isInstanceOf(Decision.Promise.class);
    assertThat(
            chosenAlthoughItMissedTheLastPrimary(900)
                .answering(AnswerFixture::cut)
                .decides()
                .decision())
        .isInstanceOf(Decision.Promote.class);
  }

  @Test
  void winner_that_got_what_the_cluster_has_left_gives_the_role_up() {
    var forked = chosenAlthoughItMissedTheLastPrimary(901).answering(AnswerFixture::cut);

    assertThat(forked.decides().decision()).isInstanceOf(Decision.Wait.class);
    assertThat(forked.decides().decision().reason()).contains(at(1, 901).toString());
  }

  @Test
  void promise_is_repeated_while_the_stream_is_not_cut() {
    assertThat(
            standbyWithoutPrimary()
                .promised(3)
                .answering(a -> a.cut().receiving(true))
                .decides()
                .decision())
        .isInstanceOf(Decision.Promise.class);
    assertThat(
            standbyWithoutPrimary()
                .promised(3)
                .answering(a -> a.receiving(false))
                .decides()
                .decision())
        .isInstanceOf(Decision.Promise.class);
  }

  @Test
  void nobody_older_than_the_promise_is_followed() {
    var behind =
        aNode()
            .whileOtherIsPrimary(B)
            .hearsPrimary(B, TimelineHistory.of(1), true)
            .standby(at(1, 1000), false, "")
            .promised(3);
    assertThat(behind.decides().decision()).isNotInstanceOf(Decision.Follow.class);

    assertThat(behind.promised(2).decides().decision()).isInstanceOf(Decision.Follow.class);
    var stopped = aNode().whileOtherIsPrimary(B).standby().stopped().promised(3);
    assertThat(stopped.decides().decision())
        .isInstanceOfSatisfying(
            Decision.StartStandby.class, s -> assertThat(s.upstream()).isEmpty());
  }

  @Test
  void winner_is_promoted_onto_its_own_timeline_and_waits_for_recruits_only() {
    assertThat(winner(1000).decides().decision())
        .isInstanceOfSatisfying(
            Decision.Promote.class,
            p -> {
              assertThat(p.rule().text()).isEqualTo("ANY 1 (\"c\")");
              assertThat(p.timeline()).isEqualTo(3);
            });
  }

  @Test
  void winner_that_lacks_wal_fetches_it_first() {
    var lacking = winner(1500);
    assertThat(lacking.decides().decision().reason()).contains("nobody reports");

    var heard =
        lacking.hears(
            NodeFixture.report(C, ServerRole.STANDBY, ServerState.RUNNING, at(2, 1500)).make());
    assertThat(heard.decides().decision())
        .isInstanceOfSatisfying(Decision.FetchWal.class, f -> assertThat(f.source()).isEqualTo(C));
  }

  @Test
  void winner_gives_up_what_it_cannot_fetch() {
    var start = NodeFixture.NOW - Duration.ofSeconds(11).toNanos();
    var late =
        winner(1500)
            .remembering(
                m ->
                    m.afterLook(winner(1500).seen().database(), winner(1500).state(), true, start));

    assertThat(late.wants())
        .isInstanceOfSatisfying(
            Command.ReleaseLease.class, r -> assertThat(r.stoppedAt()).isNull());
    assertThat(winner(1500).wants()).isInstanceOf(Command.RenewLease.class);
  }

  @Test
  void winner_waits_until_its_end_is_known() {
    assertThat(winner(1000).answering(AnswerFixture::endUnknown).decides().decision())
        .isInstanceOf(Decision.Wait.class);
  }

  @Test
  void number_that_is_taken_on_this_disk_is_exchanged_first() {
    var taken = winner(1000).answering(a -> a.newestTimeline(3));

    assertThat(taken.decides().decision().reason()).contains("another timeline");
    assertThat(taken.wants(Duration.ZERO))
        .isEqualTo(new Command.ReserveTimeline(A, new Epoch(3), 3));
  }

  @Test
  void count_taken_over_from_an_earlier_agent_is_no_ground_for_a_promotion() {
    assertThat(winner(1000).holdingUnproven().decides().decision())
        .isInstanceOf(Decision.Wait.class);
  }
}
