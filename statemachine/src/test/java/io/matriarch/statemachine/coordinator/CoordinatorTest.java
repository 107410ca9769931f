package io.matriarch.statemachine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Operation;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CoordinatorTest {
  private static final MemberId A = new MemberId("a");
  private static final MemberId B = new MemberId("b");
  private static final MemberId C = new MemberId("c");
  private static final long NOW = Duration.ofDays(9).toNanos();
  private static final long VACANT_INDEX = 50;

  private final TreeMap<MemberId, TimedReport> reports = new TreeMap<>();
  private ClusterState state = cluster();
  private Duration leaseSilence = Duration.ofMillis(500);
  private Duration waited = Duration.ofMillis(300);

  private static ClusterState cluster() {
    var off = ConfigValue.Tree.EMPTY.with("synchronous_mode", new ConfigValue.Text("off"));
    var state =
        Transitions.apply(ClusterState.EMPTY, new Command.ChangeConfig(1, off, "test")).state();
    for (var id : List.of(A, B, C)) {
      var member = new Member(id, MemberKind.DATABASE, "http://" + id, id + ":5432", Tags.NONE, 1);
      state = Transitions.apply(state, new Command.RegisterMember(member)).state();
    }
    var ttl = state.config().ttl();
    for (var c :
        List.of(
            new Command.BeginBootstrap("boot", A, "first"),
            new Command.CompleteBootstrap("boot", A, "7001", ttl),
            new Command.ConfirmPrimary(A, new Epoch(1), 1, null, null, 0),
            new Command.RenewLease(A, new Epoch(1), 0, ttl, true, at(1000)))) {
      state = Transitions.apply(state, c).state();
    }
    return state;
  }

  private static WalPosition at(long lsn) {
    return new WalPosition(1, new Lsn(lsn));
  }

  private void apply(Command command) {
    state = Transitions.apply(state, command).state();
  }

  private void vacate() {
    apply(new Command.ExpireLease(new Epoch(1), 1, "silent"));
  }

  private void standby(MemberId id, long lsn, long appliedIndex) {
    hear(
        new ReportFixture(id, ServerRole.STANDBY, ServerState.RUNNING, at(lsn))
            .appliedIndex(appliedIndex));
  }

  private void hear(ReportFixture report) {
    var made = report.make();
    reports.put(made.member(), new TimedReport(made, NOW - 1_000_000));
  }

  private Verdict verdict() {
    return Coordinator.decide(seen(B))
        .map(Coordinator.Ruling::verdict)
        .orElse(new Verdict.Hold(""));
  }

  private ClusterSeen seen(MemberId self) {
    var then = NOW - waited.toNanos();
    var milestones = Milestones.NONE.after(state, VACANT_INDEX, then);
    return new ClusterSeen(self, state, NOW - leaseSilence.toNanos(), milestones, reports, NOW);
  }

  private Command proposed() {
    return verdict() instanceof Verdict.Propose p
        ? p.command()
        : new Command.CancelOperation("nothing proposed", verdict().reason());
  }

  @Test
  void lease_is_called_expired_only_after_more_than_the_holder_can_count() {
    leaseSilence = Duration.ofMillis(5_149);
    assertThat(verdict()).isInstanceOf(Verdict.Hold.class);

    leaseSilence = Duration.ofMillis(5_151);
    assertThat(proposed()).isInstanceOf(Command.ExpireLease.class);
  }

  @Test
  void most_wal_wins_and_reports_from_before_the_vacancy_say_nothing() {
    vacate();
    standby(B, 900, VACANT_INDEX);
    standby(C, 950, VACANT_INDEX);
    assertThat(proposed())
        .isInstanceOfSatisfying(
            Command.AssignPrimary.class, c -> assertThat(c.node()).isEqualTo(C));

    standby(C, 950, VACANT_INDEX - 1);
    assertThat(verdict().reason()).contains("waiting up to").contains("c");
    waited = Duration.ofSeconds(3);
    assertThat(proposed())
        .isInstanceOfSatisfying(
            Command.AssignPrimary.class, c -> assertThat(c.node()).isEqualTo(B));
  }

  /** It has the most WAL, and may not have the role all the same. */
  @Test
  void nobody_is_promoted_who_may_not_be() {
    vacate();
    standby(C, 900, VACANT_INDEX);
    hear(furthest());
    assertThat(winner()).isEqualTo(B);

    for (var unfit :
        List.of(furthest().drained(), furthest().stopping(), furthest().system("7002"))) {
      hear(unfit);
      assertThat(winner()).isEqualTo(C);
    }
    hear(furthest());
    var never =
        List.of(
            new Tags(true, 1, false, false, 1, false, new TreeMap<>()),
            new Tags(false, 0, false, false, 1, false, new TreeMap<>()));
    for (var tags : never) {
      apply(new Command.RegisterMember(state.member(B).orElseThrow().with(tags)));
      assertThat(winner()).isEqualTo(C);
    }
  }

  private static ReportFixture furthest() {
    return new ReportFixture(B, ServerRole.STANDBY, ServerState.RUNNING, at(950))
        .appliedIndex(VACANT_INDEX);
  }

  private @Nullable MemberId winner() {
    waited = Duration.ofSeconds(3);
    return proposed() instanceof Command.AssignPrimary c ? c.node() : null;
  }

  @Test
  void standby_too_far_behind_is_not_promoted() {
    apply(new Command.RenewLease(A, new Epoch(1), 1, state.config().ttl(), true, at(10_000_000)));
    apply(new Command.ExpireLease(new Epoch(1), 2, "silent"));
    standby(B, 900, VACANT_INDEX);

    assertThat(verdict().reason()).contains("maximum_lag_on_failover");
  }

  @Test
  void hand_over_needs_the_last_byte_and_goes_back_only_to_a_node_that_stays() {
    apply(switchover());
    apply(new Command.ReleaseLease(A, new Epoch(1), 1, false, at(1000), null, "hand-over"));
    standby(B, 999, VACANT_INDEX);
    hear(new ReportFixture(A, ServerRole.NONE, ServerState.STOPPED, null));
    assertThat(verdict()).isInstanceOf(Verdict.Hold.class);

    waited = Duration.ofSeconds(4);
    assertThat(proposed())
        .isInstanceOfSatisfying(
            Command.AssignPrimary.class, c -> assertThat(c.node()).isEqualTo(A));

    hear(new ReportFixture(A, ServerRole.NONE, ServerState.STOPPED, null).stopping());
    assertThat(proposed()).isInstanceOf(Command.CancelOperation.class);

    standby(B, 1000, VACANT_INDEX - 1);
    assertThat(proposed())
        .isInstanceOfSatisfying(
            Command.AssignPrimary.class, c -> assertThat(c.node()).isEqualTo(B));
  }

  @Test
  void operation_is_given_up_also_while_a_paused_holder_is_silent() {
    apply(switchover());
    apply(
        new Command.ChangeConfig(
            1, state.config().tree().with("pause", new ConfigValue.Flag(true)), "test"));
    leaseSilence = Duration.ofSeconds(70);
    waited = Duration.ofSeconds(61);

    assertThat(proposed())
        .isInstanceOfSatisfying(
            Command.CancelOperation.class, c -> assertThat(c.operationId()).isEqualTo("op"));
  }

  /** Its primary has not stopped yet: nobody is without a primary for it. */
  @Test
  void switchover_to_a_candidate_that_falls_silent_is_given_up_soon() {
    apply(switchover());
    standby(B, 1000, VACANT_INDEX);
    waited = Duration.ofSeconds(6);
    assertThat(verdict()).isInstanceOf(Verdict.Hold.class);

    reports.remove(B);

    assertThat(proposed())
        .isInstanceOfSatisfying(
            Command.CancelOperation.class, c -> assertThat(c.reason()).contains("b has not"));
  }

  @Test
  void candidate_that_is_never_ready_is_named_when_its_switchover_is_given_up() {
    apply(switchover());
    standby(B, 1000, VACANT_INDEX);
    waited = Duration.ofSeconds(61);

    assertThat(proposed())
        .isInstanceOfSatisfying(
            Command.CancelOperation.class,
            c -> assertThat(c.reason()).contains("b had not said", "guard"));

    hear(
        new ReportFixture(B, ServerRole.STANDBY, ServerState.RUNNING, at(1000))
            .appliedIndex(VACANT_INDEX)
            .readyFor("op"));
    assertThat(proposed())
        .isInstanceOfSatisfying(
            Command.CancelOperation.class, c -> assertThat(c.reason()).contains("had not stopped"));
  }

  /** Elected after a stall, it would fence while the next one is being elected. */
  @Test
  void raft_leader_beside_the_primary_does_not_hand_on_before_the_lease_is_renewed() {
    standby(B, 1000, VACANT_INDEX);

    leaseSilence = Duration.ofMillis(900);
    assertThat(RaftLeaderPlacement.better(seen(A))).contains(B);
    leaseSilence = Duration.ofMillis(1_600);
    assertThat(RaftLeaderPlacement.better(seen(A))).isEmpty();
  }

  private static Command switchover() {
    return new Command.RequestOperation(
        "op", Operation.Kind.SWITCHOVER, new Epoch(1), B, false, false, "test");
  }
}
