package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.C;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static io.matriarch.statemachine.node.NodeFixture.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.TimelineHistory;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StreamSourceTest {
  /** {@code b} is primary on timeline 2, {@code c} streams it. */
  private static NodeFixture standby(String upstream) {
    return aNode()
        .whileOtherIsPrimary(B)
        .standby(at(2, 1000), true, upstream)
        .hearsPrimary(B, TimelineHistory.of(2), true)
        .hears(report(C, ServerRole.STANDBY, ServerState.STREAMING, at(2, 900)).make());
  }

  /** Its lost data had commits that clients were told of; a standby may not have got them yet. */
  @Test
  void member_that_commits_count_on_is_copied_from_the_primary_alone() {
    var tagged = new Tags(false, 1, false, false, 1, true, new TreeMap<>());
    var empty = standby("").stopped().data(new DataDirectory.Empty()).tagged(C, tagged);

    assertThat(decided(empty.promising(1, A, C)))
        .isInstanceOfSatisfying(Decision.Clone.class, c -> assertThat(c.source()).isEqualTo(B));
  }

  private static Decision decided(NodeFixture node) {
    return node.decides().decision();
  }

  private static void follows(NodeFixture node, String address) {
    assertThat(decided(node))
        .isInstanceOfSatisfying(
            Decision.Follow.class, f -> assertThat(f.upstream()).isEqualTo(address));
  }

  @Test
  void standby_follows_whom_its_tag_names() {
    follows(standby("b:5432").tagged(A, "replicatefrom", "c"), "c:5432");
    assertThat(decided(standby("c:5432").tagged(A, "replicatefrom", "c")))
        .isInstanceOf(Decision.Wait.class);
  }

  @Test
  void source_that_is_dead_or_left_behind_is_left_for_the_primary() {
    var stopped = report(C, ServerRole.NONE, ServerState.STOPPED, at(2, 900)).make();
    var behind = report(C, ServerRole.STANDBY, ServerState.STREAMING, at(1, 900)).make();
    var leaving = report(C, ServerRole.STANDBY, ServerState.STREAMING, at(2, 900)).stopping();

    follows(standby("c:5432").tagged(A, "replicatefrom", "c").hears(stopped), "b:5432");
    follows(standby("c:5432").tagged(A, "replicatefrom", "c").hears(behind), "b:5432");
    follows(standby("c:5432").tagged(A, "replicatefrom", "c").hears(leaving.make()), "b:5432");
  }

  /**
   * The member that it followed is rewound and back, on a history that names timeline 2 as a number
   * kept free: PostgreSQL would connect the two by itself.
   */
  @Test
  void standby_that_may_not_follow_yet_gets_nothing_from_whom_it_followed_before() {
    var keptFree =
        new TimelineHistory(
            3,
            List.of(
                new TimelineHistory.Fork(1, at(1, 1200).lsn()),
                new TimelineHistory.Fork(2, at(2, 1200).lsn())));
    var forked = aNode().whileOtherIsPrimary(B).standby(at(2, 1000), false, "c:5432");

    follows(forked, "");
    follows(forked.hearsPrimary(B, keptFree, true), "");
    follows(forked.answering(AnswerFixture::endUnknown), "");
    assertThat(decided(forked.standby(at(2, 1000), false, "").hearsPrimary(B, keptFree, true)))
        .isNotInstanceOf(Decision.Follow.class);
  }

  @Test
  void loop_of_tags_is_refused_with_its_reason() {
    var loop = standby("b:5432").tagged(A, "replicatefrom", "c").tagged(C, "replicatefrom", "a");

    assertThat(decided(loop))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            w -> {
              assertThat(w.needsOperator()).isTrue();
              assertThat(w.reason()).contains("from it to itself");
            });
    follows(
        standby("c:5432").tagged(A, "replicatefrom", "c").tagged(C, "replicatefrom", "a"),
        "b:5432");
  }

  @Test
  void source_that_nobody_knows_is_refused_with_its_reason() {
    assertThat(decided(standby("b:5432").tagged(A, "replicatefrom", "x")).reason())
        .contains("names x");
  }

  @Test
  void standby_tagged_nostream_streams_from_nobody() {
    follows(standby("b:5432").tagged(A, "nostream", "true"), "");
    assertThat(
            decided(
                    standby("")
                        .standby(at(2, 1000), false, "")
                        .tagged(A, "nostream", "true")
                        .remembering(
                            m ->
                                m.afterLook(
                                    standby("").standby(at(2, 1000), false, "").seen().database(),
                                    standby("").state(),
                                    false,
                                    NodeFixture.NOW - Duration.ofMinutes(5).toNanos())))
                .reason())
        .isEqualTo("standby");
  }

  @Test
  void commits_do_not_wait_for_who_streams_from_another_standby() {
    var primary =
        aNode()
            .configured(
                "synchronous_mode", new io.matriarch.statemachine.model.ConfigValue.Text("quorum"))
            .holding()
            .primary()
            .answering(a -> a.streams(B, 1000).streams(C, 1000))
            .hears(report(B, ServerRole.STANDBY, ServerState.STREAMING, at(1, 1000)).make())
            .hears(report(C, ServerRole.STANDBY, ServerState.STREAMING, at(1, 1000)).make())
            .tagged(C, "replicatefrom", "b");

    var seen = primary.seen();
    var answer = seen.database().answer();

    assertThat(answer).isNotNull();
    assertThat(SyncTarget.of(seen, java.util.Objects.requireNonNull(answer)).rule().names())
        .containsExactly(B);
  }

  @Test
  void candidate_of_a_hand_over_streams_from_the_primary_and_is_not_ready_before() {
    follows(standby("c:5432").tagged(A, "replicatefrom", "c").switchoverTo(A), "b:5432");
    var primary = aNode().holding().primary().switchoverTo(B);
    var indirect =
        report(B, ServerRole.STANDBY, ServerState.STREAMING, at(1, 1000))
            .readyFor("op")
            .upstream("c:5432");
    var operation = java.util.Objects.requireNonNull(primary.state().operation());

    assertThat(HandOver.ready(primary.hears(indirect.make()).seen(), operation)).isEmpty();
    assertThat(HandOver.ready(primary.hears(indirect.upstream("a:5432").make()).seen(), operation))
        .isPresent();
  }

  @Test
  void empty_node_copies_a_standby_that_is_tagged_for_it_and_else_the_primary() {
    var tagged = new Tags(false, 1, false, false, 1, true, new TreeMap<>());
    var empty = standby("").stopped().data(new DataDirectory.Empty()).tagged(C, tagged);
    var first = decided(empty);

    assertThat(first)
        .isInstanceOfSatisfying(Decision.Clone.class, c -> assertThat(c.source()).isEqualTo(C));
    var failed =
        empty.remembering(
            m ->
                m.afterStart(first, empty.seen().database(), NodeFixture.NOW)
                    .afterEnd(
                        first,
                        new ActResult.Failed("test"),
                        empty.state(),
                        NodeFixture.NOW - Duration.ofMinutes(1).toNanos()));
    assertThat(decided(failed))
        .isInstanceOfSatisfying(Decision.Clone.class, c -> assertThat(c.source()).isEqualTo(B));
  }
}
