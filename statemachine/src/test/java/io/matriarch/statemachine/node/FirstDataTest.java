package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.C;
import static io.matriarch.statemachine.node.NodeFixture.SYSTEM;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.apply;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static io.matriarch.statemachine.node.NodeFixture.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.TimelineHistory;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Where the data of a node comes from that has none: an initdb or a copy. */
class FirstDataTest {
  /** No database in the cluster, and the task to create it is {@code node}'s. */
  private static NodeFixture task(MemberId node) {
    var state = ClusterState.EMPTY;
    for (var id : List.of(A, B)) {
      state = apply(state, new Command.RegisterMember(NodeFixture.member(id)));
    }
    var begun = apply(state, new Command.BeginBootstrap("bootstrap-1", node, "first"));
    return aNode().state(s -> begun).stopped().data(new DataDirectory.Empty());
  }

  private static Decision decided(NodeFixture node) {
    return node.decides().decision();
  }

  /** Two that each make one have two databases. */
  @Test
  void first_database_is_made_by_the_node_alone_that_has_the_task() {
    assertThat(decided(task(A))).isInstanceOf(Decision.Initialize.class);
    assertThat(decided(task(B))).isInstanceOf(Decision.Wait.class);
  }

  @Test
  void bootstrap_that_did_not_finish_is_thrown_away_and_begun_anew() {
    assertThat(decided(task(A).data(new DataDirectory.Unfinished("initialize"))))
        .isInstanceOf(Decision.DiscardData.class);
  }

  /** Of a cluster that has its database: the directory was emptied, or the mount is missing. */
  @Test
  void cluster_that_has_its_database_gets_no_second() {
    assertThat(decided(aNode().holding().stopped().data(new DataDirectory.Empty())))
        .isInstanceOf(Decision.Wait.class);
  }

  /** It would be copied without an end, or on a history that the cluster has left. */
  @Test
  void standby_that_does_not_keep_up_is_copied_by_nobody() {
    var tagged = new Tags(false, 1, false, false, 1, true, new TreeMap<>());
    var empty =
        aNode()
            .whileOtherIsPrimary(B)
            .hearsPrimary(B, TimelineHistory.of(2), true)
            .stopped()
            .data(new DataDirectory.Empty())
            .tagged(C, tagged);
    var keepsUp = report(C, ServerRole.STANDBY, ServerState.STREAMING, at(2, 900)).make();
    var leftBehind = report(C, ServerRole.STANDBY, ServerState.STREAMING, at(1, 900)).make();

    assertThat(source(empty.hears(keepsUp))).isEqualTo(C);
    assertThat(source(empty.hears(leftBehind))).isEqualTo(B);
  }

  private static MemberId source(NodeFixture node) {
    assertThat(decided(node)).isInstanceOf(Decision.Clone.class);
    return ((Decision.Clone) decided(node)).source();
  }

  @Test
  void server_of_another_database_is_not_copied() {
    assertThat(decided(emptyBeside(SYSTEM))).isInstanceOf(Decision.Clone.class);
    assertThat(decided(emptyBeside("4711"))).isInstanceOf(Decision.Wait.class);
  }

  private static NodeFixture emptyBeside(String system) {
    var remote =
        new RemoteSeen("far:5432", system, false, TimelineHistory.of(1), new Lsn(5000), null);
    return aNode()
        .whileOtherIsPrimary(B)
        .noPrimary()
        .configured(
            "standby_cluster", ConfigValue.Tree.EMPTY.with("host", new ConfigValue.Text("far")))
        .stopped()
        .data(new DataDirectory.Empty())
        .remembering(m -> m.withRemote(new RemoteView(remote, "", null)));
  }
}
