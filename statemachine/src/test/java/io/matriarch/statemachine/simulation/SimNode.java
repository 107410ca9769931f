package io.matriarch.statemachine.simulation;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.coordinator.ClusterSeen;
import io.matriarch.statemachine.coordinator.Coordinator;
import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.coordinator.Verdict;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.LeaseTerms;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.TimedReport;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.HeldLease;
import io.matriarch.statemachine.node.NodeMemory;
import io.matriarch.statemachine.node.NodeSeen;
import io.matriarch.statemachine.node.NodeTable;
import io.matriarch.statemachine.node.NodeTableWithout;
import io.matriarch.statemachine.node.WishSeen;
import io.matriarch.statemachine.node.Wishes;
import io.matriarch.statemachine.transition.Transitions;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One host: the agent's loop around the real rules, its guard and its PostgreSQL. */
final class SimNode {
  final Simulation sim;
  final int index;
  final MemberId id;
  final SimPostgres postgres;
  final SimGuard guard;
  private final double rate;
  private final long clockStart;

  boolean powered = true;
  boolean agentUp = true;
  long frozenUntil;
  private long agentStarted;
  int applied;
  ClusterState state = ClusterState.EMPTY;
  @Nullable HeldLease held;
  NodeMemory memory = NodeMemory.FRESH;
  @Nullable Long stoppingSince;
  private Milestones milestones = Milestones.NONE;
  private @Nullable Lease leaseSeen;
  private long leaseAppliedNanos;
  private @Nullable Epoch renewalEpoch;
  private long renewalSentNanos;
  private int proposals;
  private boolean wishInFlight;
  private boolean rulingInFlight;
  private TreeMap<MemberId, TimedReport> heard = new TreeMap<>();
  private TreeMap<MemberId, MemberReport> view = new TreeMap<>();
  private String lastRule = "";

  SimNode(Simulation sim, int index) {
    this.sim = sim;
    this.index = index;
    id = new MemberId("n" + index);
    rate = 1 + (sim.random.nextInt(3) - 1) * sim.plan.clockError();
    clockStart = Simulation.millis(sim.between(1_000_000, 2_000_000)) - (long) (sim.now * rate);
    postgres = new SimPostgres(this);
    guard = new SimGuard(this);
  }

  /** This host's monotonic clock. */
  long local() {
    return clockStart + (long) (sim.now * rate);
  }

  long trueTimeOf(long localNanos) {
    return (long) Math.ceil((localNanos - clockStart) / rate);
  }

  boolean responsive() {
    return powered && agentUp && sim.now >= frozenUntil;
  }

  /** True time since which the agent has run without a break. */
  long ableSince() {
    return Math.max(frozenUntil, agentStarted);
  }

  Member self() {
    return new Member(
        id, MemberKind.DATABASE, "http://" + id, address(), Tags.NONE, ClusterState.FEATURE_LEVEL);
  }

  String address() {
    return id + ":5432";
  }

  void applyUpTo(int index) {
    while (applied < index && responsive()) {
      state = Transitions.apply(state, sim.log.entries.get(applied)).state();
      applied++;
      applied(state);
    }
  }

  private void applied(ClusterState now) {
    if (!Objects.equals(now.lease(), leaseSeen)) {
      leaseSeen = now.lease();
      leaseAppliedNanos = local();
    }
    milestones = milestones.after(now, applied, local());
  }

  /** A new agent process: what was in memory is gone, what was applied is read back. */
  void startAgent() {
    agentUp = true;
    agentStarted = sim.now;
    frozenUntil = 0;
    held = guard.inherited();
    memory = NodeMemory.FRESH;
    stoppingSince = null;
    milestones = Milestones.NONE.after(state, applied, local());
    leaseAppliedNanos = local();
    renewalEpoch = null;
    wishInFlight = false;
    rulingInFlight = false;
    proposals += 1000;
    heard = new TreeMap<>();
    view = new TreeMap<>();
    postgres.agentStarted();
  }

  void turn() {
    if (!responsive()) {
      return;
    }
    minHeld();
    postgres.probe();
    memory = memory.afterLook(postgres.seen(), state, state.isHolder(id), local());
    var before = seen();
    var ruling = decide(before);
    var decision = ruling.decision();
    if (!(decision instanceof Decision.Wait)
        && (memory.running() == null || decision instanceof Decision.Fence)) {
      sim.trace("%s %s: %s", id, ruling.rule(), decision);
      memory = memory.afterStart(decision, postgres.seen());
      postgres.acts.start(decision);
    } else if (!ruling.rule().equals(lastRule)) {
      lastRule = ruling.rule();
      sim.trace("%s %s: %s", id, ruling.rule(), decision);
    }
    if (!wishInFlight) {
      var now = sim.mutation == Mutation.START_WHILE_RELEASING ? before : seen();
      Wishes.next(new WishSeen(now, renewalSent(), ConfigValue.Tree.EMPTY, 0))
          .ifPresent(w -> wish(w.command()));
    }
    if (sim.log.leader == index && !rulingInFlight) {
      coordinate();
    }
    report();
    leaveWhenStopped();
  }

  private NodeTable.Ruling decide(NodeSeen seen) {
    return switch (sim.mutation) {
      case NO_FENCE_WITHOUT_LEASE -> NodeTableWithout.decide("FenceWithoutLease", seen);
      case START_WHILE_RELEASING -> {
        var ruling = NodeTable.decide(seen);
        yield ruling.decision().reason().startsWith("giving up the lease")
            ? new NodeTable.Ruling("mutation", new Decision.StartPrimary(state.epoch(), ""), false)
            : ruling;
      }
      case PROMOTE_WITHOUT_OWN_COUNT -> {
        var lease = state.lease();
        var bold =
            state.isHolder(id) && lease != null && postgres.standbyRunning()
                ? new HeldLease(lease.epoch(), local() + lease.ttl().toNanos())
                : held;
        yield NodeTable.decide(seen(memory, bold));
      }
      case NONE, EXPIRY_AFTER_HALF_THE_LEASE, RENEWAL_COUNTED_FROM_ITS_REPLY, NO_GUARD ->
          NodeTable.decide(seen);
    };
  }

  NodeSeen seen() {
    return seen(memory);
  }

  private NodeSeen seen(NodeMemory remembered) {
    return seen(remembered, held);
  }

  private NodeSeen seen(NodeMemory remembered, @Nullable HeldLease count) {
    return new NodeSeen(
        self(), state, count, postgres.seen(), view, remembered, stoppingSince, local());
  }

  private @Nullable Long renewalSent() {
    return state.epoch().equals(renewalEpoch) ? (Long) renewalSentNanos : null;
  }

  /** What a pause and its end do to the count of the holder. */
  private void minHeld() {
    var lease = state.lease();
    if (lease == null || held == null || !lease.epoch().equals(held.epoch())) {
      return;
    }
    if (held.isOpenEnded()) {
      if (!state.paused()) {
        hold(new HeldLease(lease.epoch(), local() + lease.ttl().toNanos()));
      }
    } else if (state.paused()
        && lease.openEnded()
        && lease.isHeldBy(id)
        && !held.left(local()).isNegative()) {
      hold(new HeldLease(lease.epoch(), Long.MAX_VALUE));
    }
  }

  private void hold(HeldLease now) {
    held = now;
    guard.feed(now.deadlineNanos());
  }

  private void wish(Command command) {
    wishInFlight = true;
    int proposal = ++proposals;
    long sent = local();
    memory = memory.afterProposal(command);
    if (command instanceof Command.RenewLease r) {
      renewalEpoch = r.epoch();
      renewalSentNanos = sent;
    }
    sim.after(
        2_000,
        () -> {
          if (proposals == proposal) {
            wishInFlight = false;
          }
        });
    sim.log.propose(this, command, reply -> replied(proposal, command, sent, reply));
  }

  private void replied(int proposal, Command command, long sent, Reply reply) {
    if (proposals != proposal || !responsive()) {
      return;
    }
    wishInFlight = false;
    if (!(command instanceof Command.RenewLease r) || !(reply instanceof Reply.Done)) {
      return;
    }
    long from = sim.mutation == Mutation.RENEWAL_COUNTED_FROM_ITS_REPLY ? local() : sent;
    if (!r.bounded() && state.paused()) {
      hold(new HeldLease(r.epoch(), Long.MAX_VALUE));
    } else {
      var counted = new HeldLease(r.epoch(), from + r.ttl().toNanos());
      sim.check.counted(this, counted, r.ttl());
      hold(counted);
    }
  }

  private void coordinate() {
    var counted = leaseAppliedNanos;
    var lease = state.lease();
    if (sim.mutation == Mutation.EXPIRY_AFTER_HALF_THE_LEASE && lease != null) {
      counted -= LeaseTerms.expiryWait(lease.ttl()).toNanos() - lease.ttl().toNanos() / 2;
    }
    var seen = new ClusterSeen(id, state, counted, milestones, heard, local());
    Coordinator.decide(seen)
        .ifPresent(
            ruling -> {
              if (ruling.verdict() instanceof Verdict.Propose propose) {
                sim.trace("%s %s: %s", id, ruling.rule(), propose);
                rulingInFlight = true;
                sim.after(2_000, () -> rulingInFlight = false);
                sim.log.propose(this, propose.command(), reply -> rulingInFlight = false);
              }
            });
  }

  private void report() {
    int leader = sim.log.leader;
    if (leader < 0 || !sim.reach(index, leader)) {
      return;
    }
    var report = postgres.report();
    sim.after(
        sim.delay(),
        () -> {
          if (sim.reach(index, leader)) {
            sim.nodes.get(leader).hear(report, this);
          }
        });
  }

  private void hear(MemberReport report, SimNode from) {
    heard.put(report.member(), new TimedReport(report, local()));
    from.view.clear();
    heard.forEach((member, timed) -> from.view.put(member, timed.report()));
  }

  /** An agent that was told to stop ends once its server has, and its lease is given up. */
  private void leaveWhenStopped() {
    if (stoppingSince != null
        && (local() - stoppingSince > Simulation.millis(25_000)
            || !postgres.processExists() && !state.isHolder(id))) {
      sim.trace("%s agent ends as told", id);
      agentUp = false;
    }
  }

  @Override
  public String toString() {
    return "%s%s%s %s e%d held=%s %s"
        .formatted(
            id,
            powered ? "" : " (no power)",
            responsive() ? "" : " (agent down)",
            state.isHolder(id) ? "holder" : "",
            state.epoch().value(),
            held,
            postgres);
  }
}
