package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.usable;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RejoinTest {
  private static final TimelineHistory SECOND =
      new TimelineHistory(2, List.of(new TimelineHistory.Fork(1, new Lsn(900))));

  private static NodeFixture returning(DataDirectory data, boolean checkpointed) {
    return aNode().whileOtherIsPrimary(B).data(data).hearsPrimary(B, SECOND, checkpointed);
  }

  @Test
  void database_within_the_history_of_the_primary_follows_it() {
    assertThat(returning(usable(ControlState.SHUT_DOWN, 1, 800, false), true).decides().decision())
        .isInstanceOf(Decision.StartStandby.class);
  }

  @Test
  void database_past_the_fork_or_of_unknown_end_is_rewound() {
    assertThat(returning(usable(ControlState.SHUT_DOWN, 1, 901, false), true).decides().decision())
        .isInstanceOf(Decision.Rewind.class);
    assertThat(
            returning(usable(ControlState.IN_PRODUCTION, 1, 800, false), true).decides().decision())
        .isInstanceOf(Decision.Rewind.class);
  }

  @Test
  void former_primary_waits_for_the_first_checkpoint_of_the_new_one() {
    assertThat(
            returning(usable(ControlState.IN_PRODUCTION, 1, 800, false), false)
                .decides()
                .decision())
        .isInstanceOf(Decision.Wait.class);
  }

  /** Without a source it would wait for WAL that it has not, and never answer. */
  @Test
  void half_copied_database_gets_the_rest_from_the_primary_it_was_copied_from() {
    var copied = halfCopied(2, 950);

    assertThat(returning(copied, true).decides().decision())
        .isInstanceOfSatisfying(
            Decision.StartStandby.class, start -> assertThat(start.upstream()).isNotEmpty());
    assertThat(returning(copied, false).decides().decision())
        .isInstanceOfSatisfying(
            Decision.StartStandby.class, start -> assertThat(start.upstream()).isNotEmpty());
    assertThat(aNode().whileOtherIsPrimary(B).data(copied).decides().decision())
        .isInstanceOf(Decision.Wait.class);
  }

  /**
   * What it streamed of an older timeline after the copy may lie beyond the fork, so it must not
   * connect; and without the rest it never says where it is.
   */
  @Test
  void half_copied_database_of_an_older_timeline_is_copied_anew() {
    assertThat(returning(halfCopied(1, 800), true).decides().decision())
        .isInstanceOfSatisfying(
            Decision.DiscardData.class,
            discard -> assertThat(discard.address()).as("what it alone has is kept").isNotEmpty());
  }

  /** Nobody gives a source to a standby that runs and does not answer. */
  @Test
  void half_copied_database_is_not_started_before_there_is_a_primary() {
    assertThat(aNode().noPrimary().data(halfCopied(1, 800)).decides().decision())
        .isInstanceOf(Decision.Wait.class);
  }

  /**
   * Crash recovery before a rewind that failed left a checkpoint of its own on an old timeline; the
   * server was started before the primary told its timeline, and never answers.
   */
  @Test
  void standby_that_never_answers_is_rewound_where_its_files_end_on_another_history() {
    var mute = mute(901);

    assertThat(mute.decides().decision()).isInstanceOf(Decision.Rewind.class);
    assertThat(mute.hearsPrimary(B, SECOND, false).decides().decision())
        .isInstanceOf(Decision.Wait.class);
  }

  @Test
  void standby_that_does_not_answer_yet_is_left_alone_where_nothing_speaks_against_its_files() {
    assertThat(mute(900).decides().rule()).isNotEqualTo("RewindForked");
    var rewound = mute(901);
    var rewind = new Decision.Rewind(B, "b:5432", "test");
    rewound.remembering(
        m ->
            m.afterEnd(
                rewind, new ActResult.Done("rewound", null), rewound.state(), NodeFixture.NOW));
    assertThat(rewound.decides().rule()).isNotEqualTo("RewindForked");
    assertThat(mute(901).data(usable(ControlState.IN_PRODUCTION, 1, 901, false)).decides().rule())
        .isNotEqualTo("RewindForked");
  }

  private static NodeFixture mute(long lsn) {
    return returning(usable(ControlState.SHUT_DOWN, 1, lsn, true), true)
        .process(DatabaseSeen.Process.STARTING, Duration.ofSeconds(5));
  }

  private static DataDirectory halfCopied(int timeline, long lsn) {
    return new DataDirectory.Usable(
        NodeFixture.SYSTEM,
        ControlState.IN_RECOVERY,
        NodeFixture.at(timeline, lsn),
        true,
        true,
        timeline);
  }

  @Test
  void former_primary_of_a_timeline_of_the_same_number_neither_follows_nor_rewinds() {
    var twin = usable(ControlState.SHUT_DOWN, 2, 850, false);

    assertThat(returning(twin, true).decides().decision()).isInstanceOf(Decision.Wait.class);
    assertThat(
            returning(twin, true)
                .allowing("remove_data_directory_on_diverged_timelines", true)
                .decides()
                .decision())
        .isInstanceOf(Decision.DiscardData.class);
  }

  /** Both are waits of one rule; the second must reach the operator, who was told of the first. */
  @Test
  void wait_for_the_operator_is_told_apart_from_a_wait_of_the_same_rule() {
    var passing = returning(usable(ControlState.IN_PRODUCTION, 1, 800, false), false).decides();
    var lasting = returning(usable(ControlState.SHUT_DOWN, 2, 850, false), true).decides();

    assertThat(passing.rule()).isEqualTo(lasting.rule());
    assertThat(passing.needsOperator()).isFalse();
    assertThat(lasting.needsOperator()).isTrue();
    assertThat(lasting.kind()).isNotEqualTo(passing.kind());
  }

  @Test
  void interrupted_rewind_waits_for_the_operator_and_says_what_to_do() {
    var interrupted = returning(new DataDirectory.Unfinished("rewind"), true);

    assertThat(interrupted.decides().needsOperator()).isTrue();
    assertThat(interrupted.decides().decision().reason())
        .contains("empty it", "postgresql.remove_data_directory_on_rewind_failure", "kept");

    interrupted.allowing("remove_data_directory_on_rewind_failure", true);
    assertThat(interrupted.decides().decision()).isInstanceOf(Decision.DiscardData.class);
    assertThat(interrupted.decides().needsOperator()).isFalse();
  }

  @Test
  void fork_that_may_not_be_repaired_waits_for_the_operator() {
    var forked =
        returning(usable(ControlState.SHUT_DOWN, 1, 901, false), true)
            .allowing("use_pg_rewind", false);
    var twin = returning(usable(ControlState.SHUT_DOWN, 2, 850, false), true);

    assertThat(forked.decides().needsOperator()).isTrue();
    assertThat(forked.decides().decision().reason()).contains("postgresql.use_pg_rewind");
    assertThat(twin.decides().needsOperator()).isTrue();
  }

  @Test
  void rewind_that_failed_is_tried_again_or_replaced_by_a_clone() {
    var rewind = new Decision.Rewind(B, "b:5432", "test");
    var data = usable(ControlState.SHUT_DOWN, 1, 901, false);
    var failed =
        returning(data, true)
            .remembering(
                m ->
                    m.afterEnd(
                        rewind,
                        new ActResult.Failed("0000000100000000000000A1 is gone"),
                        returning(data, true).state(),
                        NodeFixture.NOW));

    assertThat(failed.decides().decision())
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            w -> assertThat(w.reason()).contains("tried again", "0000000100000000000000A1"));

    failed.allowing("remove_data_directory_on_rewind_failure", true);
    assertThat(failed.decides().decision()).isInstanceOf(Decision.DiscardData.class);
  }

  @Test
  void database_of_another_cluster_is_left_alone() {
    var stranger =
        new DataDirectory.Usable("9999", ControlState.SHUT_DOWN, NodeFixture.at(1, 800), false);

    assertThat(returning(stranger, true).decides().rule()).isEqualTo("LeaveStrangersAlone");
  }

  /** Timeline 2 was begun by a holder that died before it confirmed; 3 keeps its number free. */
  @Test
  void standby_on_a_timeline_that_nobody_knows_does_not_follow_by_its_number() {
    assertThat(besideTimelineThree(2).decides().decision()).isInstanceOf(Decision.Wait.class);
    assertThat(besideTimelineThree(1).decides().decision()).isInstanceOf(Decision.Follow.class);
  }

  private static NodeFixture besideTimelineThree(int timeline) {
    return aNode()
        .whileOtherIsPrimary(B)
        .applied(new Command.ReserveTimeline(B, new Epoch(2), 2))
        .applied(new Command.ConfirmPrimary(B, new Epoch(2), 3, new Lsn(900), null, 0))
        .hearsPrimary(
            B,
            new TimelineHistory(
                3,
                List.of(
                    new TimelineHistory.Fork(1, new Lsn(900)),
                    new TimelineHistory.Fork(2, new Lsn(900)))),
            false)
        .standby(NodeFixture.at(timeline, 850), false, "");
  }
}
