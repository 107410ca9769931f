package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.NodeDetail;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import io.matriarch.statemachine.node.NodeMemory;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportWriterTest {
  private final ReportWriter writer =
      new ReportWriter(
          new Member(
              new MemberId("a"),
              MemberKind.DATABASE,
              "http://a",
              "a:5432",
              Tags.NONE,
              ClusterState.FEATURE_LEVEL),
          "test");

  /** Who is to find the first database must not take it for one: its primary may be alive. */
  @Test
  void silent_standby_of_a_cluster_without_a_database_says_what_it_is() {
    assertThat(role(true, Process.NONE, true)).isEqualTo(ServerRole.STANDBY);
    assertThat(role(true, Process.STARTING, true)).isEqualTo(ServerRole.STANDBY);
    assertThat(role(true, Process.NONE, false)).isEqualTo(ServerRole.NONE);
  }

  @Test
  void of_a_cluster_that_has_one_it_says_nothing_before_it_answers() {
    assertThat(role(false, Process.NONE, true)).isEqualTo(ServerRole.NONE);
  }

  private ServerRole role(boolean founding, Process process, boolean standbySignal) {
    var data =
        new DataDirectory.Usable(
            "7001",
            DataDirectory.ControlState.SHUT_DOWN,
            new WalPosition(1, new Lsn(1000)),
            standbySignal);
    var database = new DatabaseSeen(data, process, 0, false, null, 0, null, Epoch.NONE, 0);
    var at =
        new ReportWriter.Circumstances(
            1,
            Milestones.NONE,
            Epoch.NONE,
            null,
            false,
            false,
            founding,
            Duration.ofSeconds(1),
            0,
            null,
            null,
            NodeDetail.NONE);
    return writer.write(database, NodeMemory.FRESH, at).role();
  }
}
