package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.SYSTEM;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static io.matriarch.statemachine.node.NodeFixture.usable;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code a} and its cluster wrote on timeline 1; the other cluster left it at 900. */
class OwnWritesTest {
  private static final String FAR = "far:5432";
  private static final TimelineHistory SECOND =
      new TimelineHistory(2, List.of(new TimelineHistory.Fork(1, new Lsn(900))));

  private static NodeFixture node(boolean accepted) {
    var followed = ConfigValue.Tree.EMPTY.with("host", new ConfigValue.Text("far"));
    return aNode()
        .configured(
            "standby_cluster",
            accepted ? followed.with("accept_data_loss", new ConfigValue.Flag(true)) : followed)
        .remembering(
            m ->
                m.withRemote(
                    new RemoteView(
                        new RemoteSeen(FAR, SYSTEM, false, SECOND, new Lsn(5000), null), "", null)))
        .holding();
  }

  private static void assertKept(NodeFixture node) {
    var ruling = node.decides();
    assertThat(ruling.decision()).isInstanceOf(Decision.Wait.class);
    assertThat(ruling.needsOperator()).isTrue();
    assertThat(ruling.decision().reason()).contains("standby_cluster.accept_data_loss=true");
  }

  private static void assertUndone(NodeFixture node) {
    assertThat(node.decides().decision())
        .isInstanceOfSatisfying(Decision.Rewind.class, r -> assertThat(r.address()).isEqualTo(FAR));
  }

  /** Its last renewal was before the fork; what it wrote after that was acknowledged. */
  @Test
  void primary_that_crashed_is_not_rewound_without_the_operator() {
    var crashed = usable(ControlState.IN_PRODUCTION, 1, 800, false);

    assertKept(node(false).data(crashed));
    assertUndone(node(true).data(crashed));
  }

  /** It wrote on while the other cluster was asked about an earlier position. */
  @Test
  void primary_that_stopped_past_the_fork_is_not_rewound_without_the_operator() {
    var stopped = usable(ControlState.SHUT_DOWN, 1, 901, false);

    assertKept(node(false).data(stopped));
    assertUndone(node(true).data(stopped));
  }

  /** It ran as a standby before the other cluster was promoted without its last bytes. */
  @Test
  void standby_leader_keeps_what_its_own_primary_wrote() {
    assertKept(node(false).standby(at(1, 901), false, ""));
    assertUndone(node(true).standby(at(1, 901), false, ""));
  }

  @Test
  void members_keep_it_as_the_standby_leader_does() {
    for (var accepted : List.of(false, true)) {
      var node = following(node(accepted).standby(at(1, 901), false, ""));
      node.remembering(
          m ->
              m.afterLook(
                  node.seen().database(),
                  node.state(),
                  false,
                  NodeFixture.NOW - Duration.ofSeconds(9).toNanos()));
      var stopped =
          following(node(accepted).data(usable(ControlState.IN_PRODUCTION, 1, 800, false)));
      if (accepted) {
        assertUndone(node);
        assertUndone(stopped);
      } else {
        assertKept(node);
        assertKept(stopped);
      }
    }
  }

  private static NodeFixture following(NodeFixture node) {
    node.whileOtherIsPrimary(B)
        .hears(
            NodeFixture.report(B, ServerRole.STANDBY, ServerState.STREAMING, at(2, 2000))
                .history(SECOND)
                .heldEpoch(node.state().epoch())
                .make());
    return node;
  }

  /** A fork of the other cluster's own failovers is none of this one's commits. */
  @Test
  void what_came_from_the_other_cluster_is_undone_without_a_question() {
    var third =
        new TimelineHistory(
            3,
            List.of(
                new TimelineHistory.Fork(1, new Lsn(900)),
                new TimelineHistory.Fork(2, new Lsn(2000))));
    var node =
        node(false)
            .standby(at(2, 2001), false, "")
            .remembering(
                m ->
                    m.withRemote(
                        new RemoteView(
                            new RemoteSeen(FAR, SYSTEM, false, third, new Lsn(5000), null),
                            "",
                            null)));

    assertUndone(node);
  }

  /** Its promotion was not confirmed: clients may have written all the same. */
  @Test
  void primary_that_died_before_it_was_known_keeps_what_it_wrote() {
    assertKept(node(false).data(usable(ControlState.IN_PRODUCTION, 3, 950, false)));
  }

  /** It could restore from the other cluster's archive, whatever its own history is. */
  @Test
  void former_primary_is_judged_before_it_starts_also_where_nobody_holds_the_lease() {
    var end = usable(ControlState.SHUT_DOWN, 1, 901, false);
    assertKept(node(false).data(end).noPrimary());

    var unheard = node(false).data(end).noPrimary().remembering(m -> m.withRemote(null));
    assertThat(unheard.decides().decision())
        .isInstanceOfSatisfying(
            Decision.Wait.class, w -> assertThat(w.reason()).contains("tell its history"));

    // Somebody has to run as a standby to be elected.
    var shared = usable(ControlState.SHUT_DOWN, 1, 900, false);
    assertThat(node(false).data(shared).noPrimary().decides().decision())
        .isInstanceOf(Decision.StartStandby.class);
    var standby = usable(ControlState.SHUT_DOWN_IN_RECOVERY, 1, 901, true);
    assertThat(node(false).data(standby).noPrimary().decides().decision())
        .isInstanceOf(Decision.StartStandby.class);
  }
}
