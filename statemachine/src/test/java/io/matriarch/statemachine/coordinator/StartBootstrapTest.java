package io.matriarch.statemachine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.TimedReport;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.ReportFixture;
import io.matriarch.statemachine.transition.Transitions;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whose database becomes the cluster's. */
class StartBootstrapTest {
  private static final MemberId A = new MemberId("a");
  private static final MemberId B = new MemberId("b");
  private static final MemberId C = new MemberId("c");
  private static final long NOW = Duration.ofDays(9).toNanos();

  private final TreeMap<MemberId, TimedReport> reports = new TreeMap<>();
  private ClusterState state = ClusterState.EMPTY;

  StartBootstrapTest() {
    for (var id : List.of(A, B, C)) {
      var member =
          new Member(
              id,
              MemberKind.DATABASE,
              "http://" + id,
              id + ":5432",
              Tags.NONE,
              ClusterState.FEATURE_LEVEL);
      state = Transitions.apply(state, new Command.RegisterMember(member)).state();
    }
  }

  private void brings(MemberId id, ServerRole role, String system) {
    brings(id, role, ServerState.RUNNING, system);
  }

  private void brings(MemberId id, ServerRole role, ServerState doing, String system) {
    var position = new WalPosition(7, new Lsn(1000));
    var made = new ReportFixture(id, role, doing, position).system(system).make();
    reports.put(id, new TimedReport(made, NOW - 1_000_000));
  }

  private Verdict verdict() {
    var milestones = Milestones.NONE.after(state, 1, NOW);
    var seen = new ClusterSeen(B, state, NOW, milestones, reports, NOW);
    return Coordinator.decide(seen)
        .map(Coordinator.Ruling::verdict)
        .orElse(new Verdict.Hold("nothing"));
  }

  @Test
  void of_a_primary_and_its_standbys_the_primary_is_taken() {
    brings(A, ServerRole.STANDBY, "7001");
    brings(B, ServerRole.STANDBY, "7001");
    brings(C, ServerRole.PRIMARY, "7001");

    assertThat(verdict())
        .isInstanceOfSatisfying(
            Verdict.Propose.class,
            p ->
                assertThat(p.command())
                    .isInstanceOfSatisfying(
                        Command.BeginBootstrap.class, b -> assertThat(b.node()).isEqualTo(C)));
  }

  @Test
  void two_that_take_writes_are_a_reason_to_stop_and_ask() {
    brings(A, ServerRole.PRIMARY, "7001");
    brings(C, ServerRole.PRIMARY, "7001");

    assertThat(verdict()).isInstanceOf(Verdict.Hold.class);
    assertThat(verdict().reason()).contains("each take writes");
  }

  @Test
  void two_databases_are_a_reason_to_stop_and_ask() {
    brings(A, ServerRole.STANDBY, "7001");
    brings(C, ServerRole.PRIMARY, "4711");

    assertThat(verdict()).isInstanceOf(Verdict.Hold.class);
    assertThat(verdict().reason()).contains("of their own");
  }

  /** Its primary may be alive on a host whose agent was not started yet. */
  @Test
  void standby_alone_waits_for_its_primary() {
    brings(A, ServerRole.STANDBY, "7001");

    assertThat(verdict()).isInstanceOf(Verdict.Hold.class);
    assertThat(verdict().reason()).contains("their primary has to be adopted");
  }

  /** It may be a standby, or the primary itself. */
  @Test
  void server_that_runs_and_does_not_answer_yet_is_waited_for() {
    for (var doing : List.of(ServerState.STARTING, ServerState.RUNNING)) {
      brings(A, ServerRole.NONE, doing, "7001");

      assertThat(verdict()).isInstanceOf(Verdict.Hold.class);
      assertThat(verdict().reason()).contains("do not say yet");
    }
    brings(A, ServerRole.NONE, ServerState.STOPPED, "7001");
    assertThat(verdict()).isInstanceOf(Verdict.Propose.class);
  }

  @Test
  void task_is_taken_from_a_node_whose_server_turns_out_to_be_a_standby() {
    brings(A, ServerRole.PRIMARY, "7001");
    state =
        Transitions.apply(state, new Command.BeginBootstrap("bootstrap-1", A, "brings it")).state();
    brings(A, ServerRole.STANDBY, "7001");

    assertThat(verdict())
        .isInstanceOfSatisfying(
            Verdict.Propose.class,
            p -> assertThat(p.command()).isInstanceOf(Command.CancelOperation.class));
  }
}
