package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.SYSTEM;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static io.matriarch.statemachine.node.NodeFixture.report;
import static io.matriarch.statemachine.node.NodeFixture.usable;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeadStandbyClusterTest {
  private static final String FAR = "far:5432";
  private static final TimelineHistory SECOND =
      new TimelineHistory(2, List.of(new TimelineHistory.Fork(1, new Lsn(900))));

  /** The holder of e1 in a cluster that follows another one, and may lose what it wrote itself. */
  private static NodeFixture leader() {
    var followed = ConfigValue.Tree.EMPTY.with("host", new ConfigValue.Text("far"));
    return aNode()
        .configured(
            "standby_cluster", followed.with("accept_data_loss", new ConfigValue.Flag(true)))
        .holding();
  }

  private static NodeFixture hearing(
      NodeFixture node, boolean inRecovery, TimelineHistory history) {
    return hearing(node, SYSTEM, inRecovery, history, null);
  }

  private static NodeFixture hearing(
      NodeFixture node,
      String system,
      boolean inRecovery,
      TimelineHistory history,
      @Nullable String contradiction) {
    var remote = new RemoteSeen(FAR, system, inRecovery, history, new Lsn(5000), contradiction);
    return node.remembering(m -> m.withRemote(new RemoteView(remote, "", null)));
  }

  @Test
  void holder_of_the_lease_follows_the_other_cluster_and_is_not_promoted() {
    var node = leader().standby();
    assertThat(node.decides().decision()).isInstanceOf(Decision.Wait.class);

    assertThat(hearing(node, false, TimelineHistory.of(1)).decides().decision())
        .isEqualTo(new Decision.Follow(FAR, "standby leader of " + FAR));
  }

  /** Members that were cut off have none of it; see to it that they begin another one. */
  @Test
  void timeline_of_the_other_cluster_is_put_on_record() {
    var node = hearing(leader().standby(at(1, 900), true, FAR), false, SECOND);
    var note = new Command.ReserveTimeline(A, node.state().epoch(), 2);

    assertThat(node.wants(Duration.ZERO)).isEqualTo(note);
    assertThat(node.applied(note).wants(Duration.ZERO)).isNotEqualTo(note);
  }

  @Test
  void drained_standby_leader_hands_the_role_over_once_somebody_can_take_it() {
    var streaming = ServerState.STREAMING;
    var drained =
        leader()
            .standby(at(1, 1000), true, FAR)
            .hears(report(A, ServerRole.STANDBY, streaming, at(1, 1000)).drained().make());
    assertThat(drained.wants(Duration.ZERO)).isNull();

    drained.hears(report(B, ServerRole.STANDBY, streaming, at(1, 1000)).make());
    assertThat(drained.wants(Duration.ZERO))
        .isInstanceOfSatisfying(
            Command.RequestOperation.class,
            c -> assertThat(c.kind()).isEqualTo(Operation.Kind.SWITCHOVER));
  }

  /** After promote-cluster an election has given it the role, and a timeline. */
  @Test
  void winner_of_the_election_is_promoted_and_in_strict_mode_waits_from_its_first_commit_on() {
    var node = leader().standby().noPrimary();
    var plain = node.state().config().tree().with("synchronous_mode", new ConfigValue.Text("off"));
    node.applied(
        new Command.ChangeConfig(
            node.state().config().version(),
            plain.merge(ConfigValue.Tree.EMPTY.with("standby_cluster", new ConfigValue.Null())),
            "test"));
    node.applied(
        new Command.AssignPrimary(
            A, 0, node.state().epoch(), new java.util.TreeSet<>(), null, "fittest"));
    assertThat(node.holding().decides().decision())
        .isInstanceOfSatisfying(
            Decision.Promote.class, p -> assertThat(p.rule()).isEqualTo(CommitRule.NONE));

    node.configured("synchronous_mode", new ConfigValue.Text("quorum"))
        .configured("synchronous_mode_strict", new ConfigValue.Flag(true));
    assertThat(node.decides().decision())
        .isInstanceOfSatisfying(
            Decision.Promote.class, p -> assertThat(p.rule()).isEqualTo(CommitRule.BLOCKED));
  }

  /** It would go on with the other history, stream all the time, and never look forked. */
  @Test
  void former_standby_leader_cuts_its_stream_when_the_cluster_leaves() {
    var node = leader().standby(at(1, 901), true, FAR);
    node.applied(Objects.requireNonNull(node.wants()));
    var left =
        node.state()
            .config()
            .tree()
            .merge(ConfigValue.Tree.EMPTY.with("standby_cluster", new ConfigValue.Null()));
    node.applied(new Command.ChangeConfig(node.state().config().version(), left, "test"));
    assertThat(node.decides().decision())
        .isEqualTo(new Decision.Follow("", "the cluster follows nobody any more"));

    // Another was elected and began its timeline before what this one has.
    node.whileOtherIsPrimary(B).hearsPrimary(B, SECOND, true);
    assertThat(node.decides().decision())
        .isInstanceOfSatisfying(
            Decision.Follow.class, follow -> assertThat(follow.upstream()).isEmpty());
    node.standby(at(1, 901), false, "")
        .remembering(
            m -> m.afterLook(node.seen().database(), node.state(), false, NodeFixture.NOW));
    assertThat(node.decides().decision()).isInstanceOf(Decision.Rewind.class);
  }

  @Test
  void standby_leader_leaves_a_server_whose_history_the_other_cluster_left() {
    var node = hearing(leader().standby(at(1, 901), true, "older:5432"), false, SECOND);

    assertThat(node.decides().decision())
        .isInstanceOfSatisfying(Decision.Follow.class, f -> assertThat(f.upstream()).isEmpty());
  }

  @Test
  void server_that_takes_writes_is_stopped_in_order_and_then_for_certain() {
    var node = leader().primary();
    var first = node.decides().decision();
    assertThat(first).isEqualTo(new Decision.Stop("the cluster follows far:5432 now", false));

    for (int i = 0; i < 2; i++) {
      node.remembering(
          m -> m.afterEnd(first, new ActResult.Failed("slow"), node.state(), NodeFixture.NOW));
    }
    assertThat(node.decides().decision()).isInstanceOf(Decision.Fence.class);
  }

  @Test
  void stopped_standby_leader_is_started_as_a_standby() {
    var node = leader().data(usable(ControlState.SHUT_DOWN_IN_RECOVERY, 1, 800, true));

    assertThat(node.decides().decision()).isInstanceOf(Decision.StartStandby.class);
  }

  /** Once it has run as a standby nobody can tell any more what it wrote itself. */
  @Test
  void former_primary_waits_for_the_other_history_before_it_starts() {
    var node = leader().data(usable(ControlState.SHUT_DOWN, 1, 800, false));
    assertThat(node.decides().decision()).isInstanceOf(Decision.Wait.class);

    // One of ours over there, which took over nothing yet.
    assertThat(hearing(node, true, TimelineHistory.of(1)).decides().decision())
        .isInstanceOf(Decision.StartStandby.class);
    assertThat(hearing(node, false, SECOND).decides().decision())
        .isInstanceOf(Decision.StartStandby.class);
  }

  @Test
  void two_primaries_of_one_timeline_never_meet() {
    var node = leader().data(usable(ControlState.SHUT_DOWN, 2, 950, false));

    var ruling = hearing(node, false, SECOND).decides();
    assertThat(ruling.decision()).isInstanceOf(Decision.Wait.class);
    assertThat(ruling.needsOperator()).isTrue();

    var contradicted =
        hearing(leader().standby(at(2, 850), false, ""), SYSTEM, false, SECOND, "begun elsewhere");
    assertThat(contradicted.decides().needsOperator()).isTrue();
  }

  @Test
  void standby_past_the_fork_of_the_other_cluster_is_rewound_against_it() {
    var node = hearing(leader().standby(at(1, 901), false, ""), false, SECOND);

    assertThat(node.decides().decision())
        .isInstanceOfSatisfying(Decision.Rewind.class, r -> assertThat(r.address()).isEqualTo(FAR));
    // Nobody over there has begun the timeline that it is compared with.
    assertThat(hearing(node, true, SECOND).decides().decision()).isInstanceOf(Decision.Wait.class);
  }

  @Test
  void crashed_primary_may_have_more_and_is_rewound() {
    var node = leader().data(usable(ControlState.IN_PRODUCTION, 1, 800, false));

    assertThat(hearing(node, false, SECOND).decides().decision())
        .isInstanceOf(Decision.Rewind.class);
  }

  @Test
  void other_database_is_not_followed() {
    var node = hearing(leader().standby(), "9999", false, TimelineHistory.of(1), null);

    assertThat(node.decides().needsOperator()).isTrue();
    assertThat(node.decides().decision().reason()).contains("9999");
  }

  @Test
  void others_follow_the_standby_leader_by_its_history() {
    var node = leader().standby(at(1, 800), false, "").whileOtherIsPrimary(B);
    node.hears(
        NodeFixture.report(B, ServerRole.STANDBY, ServerState.STREAMING, at(2, 2000))
            .history(SECOND)
            .heldEpoch(node.state().epoch())
            .make());

    assertThat(node.decides().decision())
        .isInstanceOfSatisfying(
            Decision.Follow.class, f -> assertThat(f.upstream()).isEqualTo("b:5432"));
  }

  /** pg_rewind trusts a standby's control file, which may name an older timeline. */
  @Test
  void forked_member_is_rewound_against_the_other_cluster() {
    var node = hearing(leader().standby(at(1, 901), false, ""), false, SECOND);
    node.whileOtherIsPrimary(B)
        .hears(
            NodeFixture.report(B, ServerRole.STANDBY, ServerState.STREAMING, at(2, 2000))
                .history(SECOND)
                .heldEpoch(node.state().epoch())
                .make())
        .remembering(
            m ->
                m.afterLook(
                    node.seen().database(),
                    node.state(),
                    false,
                    NodeFixture.NOW - Duration.ofSeconds(9).toNanos()));

    assertThat(node.decides().decision())
        .isInstanceOfSatisfying(Decision.Rewind.class, r -> assertThat(r.address()).isEqualTo(FAR));
  }

  @Test
  void standby_leader_hands_over_without_a_stop() {
    var node = leader().standby(at(1, 800), true, FAR).switchoverTo(B);
    node.hears(NodeFixture.report(B, ServerRole.STANDBY, ServerState.STREAMING, at(1, 790)).make());

    assertThat(node.wants()).isInstanceOf(Command.ReleaseLease.class);
  }

  @Test
  void promise_ends_once_the_standby_leader_streams() {
    var node = leader().promising(1, B).standby(at(1, 800), true, FAR);
    assertThat(node.wants(Duration.ZERO)).isNull();

    assertThat(hearing(node, false, TimelineHistory.of(1)).wants(Duration.ZERO))
        .isInstanceOfSatisfying(Command.ChangeSync.class, c -> assertThat(c.next()).isNull());
  }

  @Test
  void new_cluster_is_copied_from_the_other_one_and_not_before_its_configuration_is_agreed_on() {
    var empty =
        aNode()
            .state(s -> io.matriarch.statemachine.model.ClusterState.EMPTY)
            .applied(new Command.RegisterMember(NodeFixture.member(A)))
            .applied(new Command.BeginBootstrap("boot", A, "first"))
            .data(new DataDirectory.Empty())
            .remembering(NodeMemory::withFirstConfig);
    assertThat(empty.decides().decision()).isInstanceOf(Decision.Wait.class);

    empty.configured(
        "standby_cluster", ConfigValue.Tree.EMPTY.with("host", new ConfigValue.Text("far")));
    assertThat(empty.decides().decision()).isInstanceOf(Decision.Wait.class);
    assertThat(hearing(empty, false, TimelineHistory.of(1)).decides().decision())
        .isInstanceOfSatisfying(Decision.Clone.class, c -> assertThat(c.address()).isEqualTo(FAR));
    assertThat(empty.state().operation())
        .isNotNull()
        .extracting(Operation::kind)
        .isEqualTo(Operation.Kind.BOOTSTRAP);
  }
}
