package io.matriarch.statemachine.node;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.HookResult;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.transition.Applied;
import io.matriarch.statemachine.transition.Transitions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One node, {@code a}, of a cluster of three in which {@code a} was given the lease of e1; said
 * differently by the methods. States are made by the real transitions.
 */
final class NodeFixture {
  static final MemberId A = new MemberId("a");
  static final MemberId B = new MemberId("b");
  static final MemberId C = new MemberId("c");
  static final String SYSTEM = "7001";

  /** Far from zero: whatever takes a time for a duration shows. */
  static final long NOW = Duration.ofDays(9).toNanos();

  private static final ConfigValue.Tree ASYNCHRONOUS =
      ConfigValue.Tree.EMPTY.with("synchronous_mode", new ConfigValue.Text("off"));

  private ClusterState state = cluster();
  private @Nullable HeldLease held;
  private DataDirectory data = usable(DataDirectory.ControlState.IN_PRODUCTION, 1, 1000, false);
  private DatabaseSeen.Process process = DatabaseSeen.Process.NONE;
  private long processSince = NOW - Duration.ofSeconds(10).toNanos();
  private @Nullable SqlAnswer answer;
  private @Nullable Long asked;
  private final SortedMap<MemberId, MemberReport> reports = new TreeMap<>();
  private NodeMemory memory = NodeMemory.FRESH;
  private Epoch promised = Epoch.NONE;
  private @Nullable Long stoppingSince;
  List<HookResult> hooks = List.of();

  static NodeFixture aNode() {
    return new NodeFixture();
  }

  /** Three registered members; {@code a} created the database and holds e1. */
  static ClusterState cluster() {
    var state = apply(ClusterState.EMPTY, new Command.ChangeConfig(1, ASYNCHRONOUS, "test"));
    for (var id : List.of(A, B, C)) {
      state = apply(state, new Command.RegisterMember(member(id)));
    }
    state = apply(state, new Command.BeginBootstrap("boot", A, "first"));
    state = apply(state, new Command.CompleteBootstrap("boot", A, SYSTEM, state.config().ttl()));
    return apply(state, new Command.ConfirmPrimary(A, new Epoch(1), 1, null, null, 0));
  }

  static ClusterState apply(ClusterState state, Command command) {
    Applied applied = Transitions.apply(state, command);
    return applied.state();
  }

  static Member member(MemberId id) {
    return new Member(
        id,
        MemberKind.DATABASE,
        "http://" + id,
        id + ":5432",
        Tags.NONE,
        ClusterState.FEATURE_LEVEL);
  }

  static WalPosition at(int timeline, long lsn) {
    return new WalPosition(timeline, new Lsn(lsn));
  }

  static DataDirectory.Usable usable(
      DataDirectory.ControlState control, int timeline, long lsn, boolean standbySignal) {
    return new DataDirectory.Usable(SYSTEM, control, at(timeline, lsn), standbySignal);
  }

  NodeFixture state(UnaryOperator<ClusterState> change) {
    state = change.apply(state);
    return this;
  }

  NodeFixture applied(Command command) {
    return state(s -> apply(s, command));
  }

  /** The lease of the present epoch by its own count, with so much left. */
  NodeFixture holding(Duration left) {
    held = new HeldLease(state.epoch(), NOW + left.toNanos(), true);
    return this;
  }

  /** A count taken over from an earlier agent. */
  NodeFixture holdingUnproven(Duration left) {
    held = new HeldLease(state.epoch(), NOW + left.toNanos(), false);
    return this;
  }

  NodeFixture holdingUnproven() {
    return holdingUnproven(Duration.ofSeconds(4));
  }

  NodeFixture holding() {
    return holding(Duration.ofSeconds(4));
  }

  /** The role went to {@code other} after the lease of {@code a} had run out. */
  NodeFixture whileOtherIsPrimary(MemberId other) {
    var lease = state.lease();
    if (lease != null) {
      applied(new Command.ExpireLease(lease.epoch(), lease.renewal(), "silent"));
    }
    return applied(
        new Command.AssignPrimary(other, 0, state.epoch(), new TreeSet<>(), null, "fittest"));
  }

  NodeFixture noPrimary() {
    Lease lease = state.lease();
    return lease == null
        ? this
        : applied(new Command.ExpireLease(lease.epoch(), lease.renewal(), "silent"));
  }

  NodeFixture switchoverTo(MemberId candidate) {
    return movingTo(candidate, Operation.Kind.SWITCHOVER);
  }

  NodeFixture failoverTo(MemberId candidate) {
    return movingTo(candidate, Operation.Kind.FAILOVER);
  }

  private NodeFixture movingTo(MemberId candidate, Operation.Kind kind) {
    return applied(
        new Command.RequestOperation("op", kind, state.epoch(), candidate, false, false, "test"));
  }

  NodeFixture paused(boolean paused) {
    return configured("pause", new ConfigValue.Flag(paused));
  }

  NodeFixture configured(String key, ConfigValue value) {
    return applied(
        new Command.ChangeConfig(
            state.config().version(), state.config().tree().with(key, value), "test"));
  }

  NodeFixture allowing(String postgresqlKey, boolean value) {
    return configured(
        "postgresql",
        state.config().tree().tree("postgresql").with(postgresqlKey, new ConfigValue.Flag(value)));
  }

  /** A member says so of itself, in its configuration file. */
  NodeFixture tagged(MemberId id, String tag, String value) {
    var custom = new TreeMap<>(tagsOf(id).custom());
    custom.put(tag, value);
    return tagged(id, new Tags(false, 1, false, false, 1, false, custom));
  }

  NodeFixture tagged(MemberId id, Tags tags) {
    return applied(new Command.RegisterMember(member(id).with(tags)));
  }

  private Tags tagsOf(MemberId id) {
    return state.member(id).map(Member::tags).orElse(Tags.NONE);
  }

  NodeFixture data(DataDirectory now) {
    data = now;
    return this;
  }

  NodeFixture stopped() {
    process = DatabaseSeen.Process.NONE;
    answer = null;
    return this;
  }

  NodeFixture process(DatabaseSeen.Process now, Duration since) {
    process = now;
    processSince = NOW - since.toNanos();
    return this;
  }

  NodeFixture primary() {
    return primary(TimelineHistory.of(1), true);
  }

  NodeFixture primary(TimelineHistory history, boolean checkpointed) {
    process = DatabaseSeen.Process.RUNNING;
    answer = answer(false, at(history.current(), 1000), false, "", history, checkpointed);
    return this;
  }

  NodeFixture standby(WalPosition position, boolean streaming, String upstream) {
    process = DatabaseSeen.Process.RUNNING;
    data =
        usable(
            DataDirectory.ControlState.IN_RECOVERY,
            position.timeline(),
            position.lsn().bytes(),
            true);
    answer = answer(true, position, streaming, upstream, null, true);
    return this;
  }

  NodeFixture standby() {
    return standby(at(1, 1000), false, "");
  }

  private static SqlAnswer answer(
      boolean inRecovery,
      WalPosition position,
      boolean streaming,
      String upstream,
      @Nullable TimelineHistory history,
      boolean checkpointed) {
    return new SqlAnswer(
        inRecovery,
        position,
        inRecovery ? position.lsn() : null,
        false,
        streaming,
        streaming,
        0,
        true,
        position.timeline(),
        upstream,
        history,
        checkpointed,
        true,
        "",
        "",
        List.of(),
        150018,
        List.of());
  }

  /** The running server's answer, changed. */
  NodeFixture answering(UnaryOperator<AnswerFixture> change) {
    var now = answer;
    if (now == null) {
      throw new IllegalStateException("no server runs");
    }
    answer = change.apply(new AnswerFixture(now)).make();
    return this;
  }

  NodeFixture promised(long epoch) {
    promised = new Epoch(epoch);
    return this;
  }

  /** Commits of {@code a} are promised to be on {@code needed} of {@code standbys}. */
  NodeFixture promising(int needed, MemberId... standbys) {
    var lease = state.lease();
    if (lease == null) {
      throw new IllegalStateException("nobody can promise");
    }
    return applied(
        new Command.ChangeSync(
            lease.holder(),
            lease.epoch(),
            lease.renewal(),
            state.sync(),
            new SyncSet(new TreeSet<>(List.of(standbys)), needed)));
  }

  NodeFixture unansweredFor(Duration silence) {
    asked = NOW - silence.toNanos();
    return this;
  }

  NodeFixture remembering(UnaryOperator<NodeMemory> change) {
    memory = change.apply(memory);
    return this;
  }

  /** It asked to give up the lease that it holds by the log, and knows nothing of the outcome. */
  NodeFixture askedToRelease() {
    var lease = state.lease();
    if (lease == null) {
      throw new IllegalStateException("nothing to release");
    }
    return remembering(
        m ->
            m.afterProposal(
                new Command.ReleaseLease(
                    A, lease.epoch(), lease.renewal(), false, null, null, "test")));
  }

  NodeFixture stoppedInOrderAt(WalPosition last) {
    stopped().data(usable(DataDirectory.ControlState.SHUT_DOWN, 1, last.lsn().bytes(), false));
    var stop = new Decision.Stop("test");
    return remembering(
        m ->
            m.afterStart(stop, seen().database(), NOW)
                .afterEnd(stop, new ActResult.Done("stopped", last), state, NOW));
  }

  NodeFixture running(Decision act) {
    return remembering(m -> m.afterStart(act, seen().database(), NOW));
  }

  NodeFixture stoppingFor(Duration since) {
    stoppingSince = NOW - since.toNanos();
    return this;
  }

  NodeFixture hears(MemberReport report) {
    reports.put(report.member(), report);
    return this;
  }

  /** {@code id} reports that it is primary of the present epoch, with this history. */
  NodeFixture hearsPrimary(MemberId id, TimelineHistory history, boolean checkpointed) {
    return hears(
        report(id, ServerRole.PRIMARY, ServerState.RUNNING, at(history.current(), 2000))
            .history(history)
            .checkpointed(checkpointed)
            .heldEpoch(state.epoch())
            .make());
  }

  static ReportFixture report(
      MemberId id, ServerRole role, ServerState serverState, @Nullable WalPosition position) {
    return new ReportFixture(id, role, serverState, position);
  }

  NodeSeen seen() {
    return new NodeSeen(
        member(A).with(tagsOf(A)),
        state,
        held,
        new DatabaseSeen(
            data,
            process,
            processSince,
            false,
            answer,
            NOW,
            asked,
            promised,
            state.config().version()),
        reports,
        memory,
        stoppingSince,
        NOW);
  }

  ClusterState state() {
    return state;
  }

  NodeTable.Ruling decides() {
    return NodeTable.decide(seen());
  }

  @Nullable Command wants() {
    return wants(null);
  }

  /** What it would propose, having sent its last renewal so long ago. */
  @Nullable Command wants(@Nullable Duration sinceRenewal) {
    var sent = sinceRenewal == null ? null : (Long) (NOW - sinceRenewal.toNanos());
    return Wishes.next(new WishSeen(seen(), sent, ConfigValue.Tree.EMPTY, null, 0, hooks))
        .map(Wishes.Wish::command)
        .orElse(null);
  }

  static SortedMap<String, ConfigValue> entries(String key, ConfigValue value) {
    return new TreeMap<>(Map.of(key, value));
  }
}
