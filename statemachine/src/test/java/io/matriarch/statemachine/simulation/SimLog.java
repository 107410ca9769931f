package io.matriarch.statemachine.simulation;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Transitions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Consensus as its users see it: one order of commands, committed while a leader reaches a
 * majority. Requests and replies are delayed and lost, and a request that was given up for lost may
 * be committed seconds later.
 */
final class SimLog {
  private final Simulation sim;
  final List<Command> entries = new ArrayList<>();
  final List<ClusterState> states = new ArrayList<>(List.of(ClusterState.EMPTY));
  private final SortedMap<Epoch, MemberId> holders = new TreeMap<>();
  int leader = -1;

  /** True time of the commit whose reply is being delivered. */
  long repliedCommit;

  private long leaderlessSince;

  SimLog(Simulation sim) {
    this.sim = sim;
  }

  ClusterState state() {
    return states.getLast();
  }

  void propose(SimNode from, Command command, Consumer<Reply> onReply) {
    boolean late = sim.chance(sim.plan.lateRequests());
    long delay = sim.delay() + (late ? sim.between(500, 9_000) : 0);
    sim.after(delay, () -> arrive(from, command, onReply, late));
  }

  private void arrive(SimNode from, Command command, Consumer<Reply> onReply, boolean late) {
    if (!hasMajority() || !late && !sim.reach(from.index, leader)) {
      return;
    }
    var reply = commit(command);
    long committed = sim.now;
    int through = leader;
    if (!late && !sim.chance(sim.plan.lostReplies())) {
      long slow = sim.chance(sim.plan.slowReplies()) ? sim.between(200, 1_900) : 0;
      sim.after(
          sim.delay() + slow,
          () -> {
            if (sim.reach(from.index, through)) {
              repliedCommit = committed;
              onReply.accept(reply);
            }
          });
    }
  }

  private Reply commit(Command command) {
    var before = state();
    var applied = Transitions.apply(before, command);
    sim.check.relieved(before, command, applied);
    entries.add(command);
    states.add(applied.state());
    sim.check.committed(before, command, applied);
    var lease = applied.state().lease();
    if (lease != null) {
      var known = holders.putIfAbsent(lease.epoch(), lease.holder());
      sim.check.that(
          known == null || known.equals(lease.holder()), "OneEpochHasOneHolder", command);
    }
    if (!(command instanceof Command.RenewLease) || applied.reply() instanceof Reply.Refused) {
      sim.trace("commit %d %s -> %s", entries.size(), command, applied.reply());
    }
    sim.nodes.forEach(n -> sim.after(sim.delay(), () -> deliver(n)));
    return applied.reply();
  }

  private void deliver(SimNode node) {
    if (leader >= 0 && sim.reach(node.index, leader)) {
      node.applyUpTo(entries.size());
    }
  }

  boolean hasMajority() {
    if (leader < 0 || !sim.nodes.get(leader).responsive()) {
      return false;
    }
    return sim.nodes.stream().filter(n -> sim.reach(n.index, leader)).count() * 2
        > sim.nodes.size();
  }

  /** Heartbeat of the group: brings members up to date, and elects. */
  void tick() {
    if (hasMajority()) {
      leaderlessSince = sim.now;
      sim.nodes.forEach(this::deliver);
      return;
    }
    if (sim.now - leaderlessSince < Simulation.millis(sim.between(500, 1500))) {
      return;
    }
    int candidate = sim.random.nextInt(sim.nodes.size());
    int before = leader;
    leader = candidate;
    if (!hasMajority()) {
      leader = before;
    } else {
      sim.nodes.get(candidate).applyUpTo(entries.size());
      sim.trace("%s leads the group", sim.nodes.get(candidate).id);
    }
  }

  void moveLeader() {
    leader = -1;
  }
}
