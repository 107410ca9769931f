package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.SYSTEM;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static io.matriarch.statemachine.node.NodeFixture.usable;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.Stance;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StandbyStanceTest {
  private static final String FAR = "far:5432";

  private static NodeFixture leader() {
    return aNode()
        .configured(
            "standby_cluster", ConfigValue.Tree.EMPTY.with("host", new ConfigValue.Text("far")))
        .holding();
  }

  private static NodeFixture hearing(NodeFixture node, long position) {
    return hearing(node, true, TimelineHistory.of(1), position);
  }

  private static NodeFixture hearing(
      NodeFixture node, boolean inRecovery, TimelineHistory history, long position) {
    var remote = new RemoteSeen(FAR, SYSTEM, inRecovery, history, new Lsn(position), null);
    return node.remembering(m -> m.withRemote(new RemoteView(remote, "", null)));
  }

  /** What it says with its next renewal. */
  private static @Nullable Stance said(NodeFixture node) {
    return node.wants() instanceof Command.RenewLease renewal
        ? renewal.stance()
        : StandbyStance.of(node.seen());
  }

  @Test
  void server_that_may_take_writes_says_nothing_whatever_its_role_is_called() {
    assertThat(said(leader().primary())).isNull();
    assertThat(said(hearing(leader().primary(), 9000))).isNull();
    assertThat(
            said(leader().primary().process(DatabaseSeen.Process.STOPPING, Duration.ofSeconds(1))))
        .isNull();
  }

  /** It was begun before the cluster followed, and may be past its last check. */
  @Test
  void start_that_is_under_way_counts_as_a_server_that_takes_writes() {
    var stopped = leader().data(usable(ControlState.SHUT_DOWN, 1, 800, false));
    assertThat(said(stopped)).isEqualTo(Stance.QUIET);

    stopped.running(new Decision.StartPrimary(stopped.state().epoch(), "test"));
    assertThat(StandbyStance.of(stopped.seen())).isNull();
  }

  @Test
  void cluster_of_its_own_says_nothing() {
    assertThat(said(aNode().standby().holding())).isNull();
  }

  /** A WAL receiver streams from one that lacks the last bytes, from where the segment begins. */
  @Test
  void it_follows_once_the_server_that_it_streams_from_has_all_that_is_here() {
    var node = leader().standby(at(1, 800), true, FAR);
    assertThat(said(node)).isEqualTo(Stance.QUIET);
    assertThat(said(hearing(node, 799))).isEqualTo(Stance.QUIET);
    assertThat(said(hearing(node, 800))).isEqualTo(Stance.FOLLOWS);
    assertThat(said(hearing(leader().standby(at(1, 800), false, FAR), 800)))
        .isEqualTo(Stance.QUIET);
    assertThat(said(hearing(leader().standby(at(1, 800), true, "b:5432"), 800)))
        .isEqualTo(Stance.QUIET);
  }

  /** It is ahead of what was heard of one that goes on writing, and lacks nothing for that. */
  @Test
  void it_follows_a_server_that_takes_writes_wherever_that_was_when_it_was_asked() {
    var second = new TimelineHistory(2, List.of(new TimelineHistory.Fork(1, new Lsn(900))));
    assertThat(said(hearing(leader().standby(at(2, 5000), true, FAR), false, second, 4000)))
        .isEqualTo(Stance.FOLLOWS);
    assertThat(said(hearing(leader().standby(at(1, 901), true, FAR), false, second, 4000)))
        .isEqualTo(Stance.QUIET);
  }

  /** Another member has what this one was to fetch, and the other cluster has it not. */
  @Test
  void promise_stays_while_the_standby_leader_lacks_what_it_was_to_have() {
    var node = leader().promising(1, NodeFixture.B, NodeFixture.C).noPrimary();
    var recruits = new TreeSet<>(List.of(NodeFixture.B, NodeFixture.C));
    node.applied(
            new Command.AssignPrimary(
                NodeFixture.A, 0, node.state().epoch(), recruits, at(1, 801), "preferred"))
        .holding();
    assertThat(node.state().sync()).isNotNull();

    hearing(node.standby(at(1, 800), true, FAR), 800);
    assertThat(StandbyStance.of(node.seen())).isEqualTo(Stance.QUIET);
    assertThat(node.wants(Duration.ZERO)).isNull();

    hearing(node.standby(at(1, 801), true, FAR), 801);
    assertThat(StandbyStance.of(node.seen())).isEqualTo(Stance.FOLLOWS);
    assertThat(node.wants(Duration.ZERO)).isInstanceOf(Command.ChangeSync.class);
  }
}
