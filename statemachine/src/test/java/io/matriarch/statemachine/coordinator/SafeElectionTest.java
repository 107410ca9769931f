package io.matriarch.statemachine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
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
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.TimedReport;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.ReportFixture;
import io.matriarch.statemachine.transition.Transitions;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Elections where acknowledged commits are promised to survive. */
class SafeElectionTest {
  private static final MemberId A = new MemberId("a");
  private static final MemberId B = new MemberId("b");
  private static final MemberId C = new MemberId("c");
  private static final long NOW = Duration.ofDays(9).toNanos();
  private static final long VACANT_INDEX = 50;

  private final TreeMap<MemberId, TimedReport> reports = new TreeMap<>();
  private Duration leaseSilence = Duration.ofMillis(1_400);
  private Duration waited = Duration.ofMillis(10);
  private ClusterState state = cluster(1, 1);

  /** {@code a} is primary, commits are on one of {@code b} and {@code c}. */
  private static ClusterState cluster(int priorityOfB, int priorityOfC) {
    var state = ClusterState.EMPTY;
    for (var id : List.of(A, B, C)) {
      var priority = id.equals(B) ? priorityOfB : id.equals(C) ? priorityOfC : 1;
      var tags = new Tags(false, priority, false, false, 1, false, new TreeMap<>());
      state =
          Transitions.apply(
                  state,
                  new Command.RegisterMember(
                      new Member(id, MemberKind.DATABASE, "http://" + id, id + ":5432", tags, 1)))
              .state();
    }
    var ttl = state.config().ttl();
    var both = new SyncSet(new TreeSet<>(List.of(B, C)), 1);
    for (var c :
        List.of(
            new Command.BeginBootstrap("boot", A, "first"),
            new Command.CompleteBootstrap("boot", A, "7001", ttl),
            new Command.ConfirmPrimary(A, new Epoch(1), 1, null, null, 0),
            new Command.ChangeSync(A, new Epoch(1), 0, SyncSet.PRIMARY_ALONE, both),
            new Command.RenewLease(A, new Epoch(1), 1, ttl, true, at(1000)))) {
      state = Transitions.apply(state, c).state();
    }
    return state;
  }

  private static WalPosition at(long lsn) {
    return new WalPosition(1, new Lsn(lsn));
  }

  private void hear(ReportFixture report, Duration ago) {
    var made = report.make();
    reports.put(made.member(), new TimedReport(made, NOW - ago.toNanos()));
  }

  private static ReportFixture standby(MemberId id, long lsn) {
    return new ReportFixture(id, ServerRole.STANDBY, ServerState.RUNNING, at(lsn))
        .appliedIndex(VACANT_INDEX);
  }

  private void recruit(MemberId id, long lsn) {
    hear(standby(id, lsn).promised(new Epoch(2)), Duration.ZERO);
  }

  private void vacate() {
    state = Transitions.apply(state, new Command.RevokeLease(new Epoch(1), 2, "silent")).state();
    assertThat(state.lease()).isNull();
  }

  private Verdict verdict() {
    var then = NOW - waited.toNanos();
    var milestones =
        new Milestones(Epoch.NONE, 0, 0, null, null, 0).after(state, VACANT_INDEX, then);
    var seen = new ClusterSeen(C, state, NOW - leaseSilence.toNanos(), milestones, reports, NOW);
    return Coordinator.decide(seen).map(Coordinator.Ruling::verdict).orElse(new Verdict.Hold(""));
  }

  private Command proposed() {
    return verdict() instanceof Verdict.Propose p
        ? p.command()
        : new Command.CancelOperation("nothing proposed", verdict().reason());
  }

  private Command.AssignPrimary assigned() {
    assertThat(proposed()).isInstanceOf(Command.AssignPrimary.class);
    return (Command.AssignPrimary) proposed();
  }

  /**
   * Seed 100056 of the simulator: what the first primary had written alone was demanded of its
   * successor, which was fenced for lacking it when it came back.
   */
  @Test
  void what_a_former_primary_wrote_alone_is_not_demanded_of_the_next() {
    vacate();
    var both = new TreeSet<>(List.of(B, C));
    for (var c :
        List.of(
            new Command.AssignPrimary(B, 0, new Epoch(1), both, at(1000), "test"),
            new Command.ConfirmPrimary(B, new Epoch(2), 2, new Lsn(1000), null, 0),
            new Command.RenewLease(
                B, new Epoch(2), 0, state.config().ttl(), true, new WalPosition(2, new Lsn(1200))),
            new Command.RevokeLease(new Epoch(2), 1, "silent"))) {
      state = Transitions.apply(state, c).state();
    }
    assertThat(state.vacancy()).isNotNull();
    hear(standby(A, 9000).promised(new Epoch(3)), Duration.ZERO);
    hear(standby(C, 900).promised(new Epoch(3)), Duration.ZERO);

    assertThat(assigned().floor()).isEqualTo(at(1000));
  }

  @Test
  void silent_primary_is_suspected_only_where_its_standbys_hear_nothing_either() {
    hear(standby(B, 1000).streamBroken(), Duration.ZERO);
    hear(standby(C, 1000), Duration.ZERO);
    assertThat(proposed()).isNotInstanceOf(Command.RevokeLease.class);

    hear(standby(C, 1000).streamBroken(), Duration.ZERO);
    assertThat(proposed()).isEqualTo(new Command.RevokeLease(new Epoch(1), 2, verdict().reason()));

    hear(
        new ReportFixture(A, ServerRole.PRIMARY, ServerState.RUNNING, at(1000)),
        Duration.ofMillis(900));
    assertThat(proposed()).isNotInstanceOf(Command.RevokeLease.class);
    leaseSilence = Duration.ofMillis(900);
    reports.remove(A);
    assertThat(proposed()).isNotInstanceOf(Command.RevokeLease.class);
  }

  @Test
  void furthest_recruit_wins_once_enough_have_promised() {
    vacate();
    recruit(B, 900);
    hear(standby(C, 950), Duration.ZERO);
    assertThat(verdict().reason()).contains("waiting for the promises of [c]");
    waited = Duration.ofSeconds(5);
    assertThat(verdict().reason()).contains("[c] may hold acknowledged commits");

    recruit(C, 950);
    assertThat(assigned().node()).isEqualTo(C);
    assertThat(assigned().floor()).isEqualTo(at(950));
    assertThat(assigned().recruits()).containsExactly(B, C);
  }

  @Test
  void election_without_enough_recruits_is_refused_however_long_it_lasts() {
    vacate();
    recruit(B, 900);
    waited = Duration.ofHours(1);

    assertThat(verdict())
        .isInstanceOfSatisfying(
            Verdict.Hold.class,
            h -> assertThat(h.reason()).contains("[c] do not report", "--accept-data-loss"));
  }

  @Test
  void promise_of_an_older_epoch_does_not_count() {
    vacate();
    recruit(B, 900);
    hear(standby(C, 950).promised(new Epoch(1)), Duration.ZERO);

    assertThat(verdict()).isInstanceOf(Verdict.Hold.class);
  }

  @Test
  void recruit_that_has_not_read_all_its_wal_does_not_count() {
    vacate();
    recruit(B, 900);
    hear(
        new ReportFixture(C, ServerRole.STANDBY, ServerState.STARTING, at(100))
            .appliedIndex(VACANT_INDEX)
            .promised(new Epoch(2)),
        Duration.ZERO);

    assertThat(verdict()).isInstanceOf(Verdict.Hold.class);
  }

  @Test
  void last_primary_that_is_back_needs_nobody() {
    vacate();
    hear(standby(A, 1200), Duration.ZERO);

    assertThat(assigned().node()).isEqualTo(A);
  }

  @Test
  void preferred_candidate_wins_although_it_must_fetch_first() {
    state = cluster(5, 1);
    vacate();
    recruit(B, 900);
    recruit(C, 950);

    assertThat(assigned().node()).isEqualTo(B);
    assertThat(assigned().floor()).isEqualTo(at(950));
    assertThat(verdict().reason()).contains("fetches WAL up to");
  }

  @Test
  void preference_does_not_count_for_who_gave_up_or_is_far_behind() {
    state = cluster(5, 1);
    vacate();
    recruit(B, 900);
    recruit(C, 950 + 2L * 1024 * 1024);
    assertThat(assigned().node()).isEqualTo(C);

    recruit(C, 950);
    var b = assigned();
    assertThat(b.node()).isEqualTo(B);
    state = Transitions.apply(state, b).state();
    state =
        Transitions.apply(
                state, new Command.ReleaseLease(B, new Epoch(2), 0, true, null, null, "no source"))
            .state();
    hear(standby(B, 900).promised(new Epoch(3)), Duration.ZERO);
    hear(standby(C, 950).promised(new Epoch(3)), Duration.ZERO);
    assertThat(assigned().node()).isEqualTo(C);
  }

  @Test
  void operator_accepts_a_loss_and_waits_for_the_end_of_a_lease_that_was_taken_early() {
    vacate();
    recruit(B, 900);
    state =
        Transitions.apply(
                state,
                new Command.RequestOperation(
                    "op", Operation.Kind.FAILOVER, new Epoch(1), B, false, true, "test"))
            .state();

    waited = Duration.ofSeconds(4);
    assertThat(verdict().reason()).contains("may take writes until its lease has run out");
    waited = Duration.ofSeconds(6);
    assertThat(assigned().node()).isEqualTo(B);
  }

  /**
   * Seed 809827 of the simulator: with a loss accepted the successor alone was counted on, and one
   * that was cut off before it had fetched its first WAL was waited for while it was there.
   */
  @Test
  void successor_that_never_took_a_write_may_still_fetch_what_it_lacks() {
    lostBeforeItFetched();
    assertThat(assigned().node()).isEqualTo(B);
    assertThat(assigned().floor()).isEqualTo(at(1200));
    assertThat(Transitions.apply(state, assigned()).reply()).isInstanceOf(Reply.Done.class);

    state = paused(state);
    assertThat(assigned().node()).isEqualTo(B);
    assertThat(assigned().floor()).isEqualTo(at(1200));
    assertThat(Transitions.apply(state, assigned()).reply()).isInstanceOf(Reply.Done.class);
  }

  @Test
  void nobody_is_proposed_for_what_the_log_would_refuse() {
    lostBeforeItFetched();
    reports.remove(A);

    assertThat(verdict()).isInstanceOf(Verdict.Hold.class);
    state = paused(state);
    assertThat(verdict()).isInstanceOf(Verdict.Hold.class);
    assertThat(verdict().reason()).contains("nobody who was heard has it");
  }

  /** {@code b} was given the role, a loss accepted, and its lease ended before it had the WAL. */
  private void lostBeforeItFetched() {
    vacate();
    recruit(A, 1200);
    recruit(B, 900);
    state =
        Transitions.apply(
                state,
                new Command.RequestOperation(
                    "op", Operation.Kind.FAILOVER, new Epoch(1), B, false, true, "test"))
            .state();
    waited = Duration.ofSeconds(6);
    state = Transitions.apply(state, assigned()).state();
    state = Transitions.apply(state, new Command.ExpireLease(new Epoch(2), 0, "silent")).state();
    assertThat(state.sync()).isEqualTo(SyncSet.PRIMARY_ALONE);
    hear(standby(A, 1200).promised(new Epoch(3)), Duration.ZERO);
    hear(standby(B, 900).promised(new Epoch(3)), Duration.ZERO);
  }

  private static ClusterState paused(ClusterState state) {
    var tree = state.config().tree().with("pause", new ConfigValue.Flag(true));
    return Transitions.apply(
            state, new Command.ChangeConfig(state.config().version(), tree, "test"))
        .state();
  }

  @Test
  void failover_without_that_word_is_ended_with_the_reason() {
    vacate();
    recruit(B, 900);
    state =
        Transitions.apply(
                state,
                new Command.RequestOperation(
                    "op", Operation.Kind.FAILOVER, new Epoch(1), B, false, false, "test"))
            .state();
    waited = Duration.ofSeconds(6);

    assertThat(proposed())
        .isInstanceOfSatisfying(
            Command.CancelOperation.class,
            c -> assertThat(c.reason()).contains("risk of losing commits", "[c]"));
  }
}
