package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.api.ClusterView;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.PendingRestart;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoomFirstTest {
  private static final MemberId N1 = new MemberId("n1");
  private static final MemberId N2 = new MemberId("n2");

  @Test
  void a_primary_waits_for_standbys_that_must_make_room() {
    var raised = new PendingRestart("max_connections", "100", "200");
    assertThat(obstacle(raised, List.of(raised)))
        .contains("n2 must be restarted first")
        .contains("100");
  }

  @Test
  void it_waits_no_longer_once_they_have() {
    assertThat(obstacle(new PendingRestart("max_connections", "100", "200"), List.of())).isNull();
  }

  @Test
  void what_is_lowered_is_lowered_on_the_primary_first() {
    var lowered = new PendingRestart("max_connections", "200", "100");
    assertThat(obstacle(lowered, List.of(lowered))).isNull();
  }

  @Test
  void other_parameters_have_no_order() {
    var other = new PendingRestart("shared_buffers", "100", "200");
    assertThat(obstacle(other, List.of(other))).isNull();
  }

  private static @org.jspecify.annotations.Nullable String obstacle(
      PendingRestart primary, List<PendingRestart> standby) {
    var reports = new TreeMap<MemberId, ClusterView.AgedReport>();
    reports.put(N2, new ClusterView.AgedReport(report(N2, ServerRole.STANDBY, standby), 0));
    return RoomFirst.obstacle(
        report(N1, ServerRole.PRIMARY, List.of(primary)),
        new ClusterView("herd", ClusterState.EMPTY, reports, 0));
  }

  static MemberReport report(MemberId id, ServerRole role, List<PendingRestart> pending) {
    return new MemberReport(
        id,
        1,
        1,
        role,
        ServerState.RUNNING,
        null,
        null,
        null,
        false,
        null,
        false,
        Epoch.NONE,
        null,
        150018,
        pending,
        null,
        Epoch.NONE,
        null,
        false,
        false,
        "test",
        null);
  }
}
