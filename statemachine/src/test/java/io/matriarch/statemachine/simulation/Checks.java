package io.matriarch.statemachine.simulation;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.LeaseTerms;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.HeldLease;
import io.matriarch.statemachine.transition.Applied;
import java.time.Duration;

/** What must hold after every event. */
final class Checks {
  private final Simulation sim;

  Checks(Simulation sim) {
    this.sim = sim;
  }

  void that(boolean holds, String invariant, Object detail) {
    if (!holds) {
      throw new AssertionError(sim.story(invariant + ": " + detail));
    }
  }

  void afterEvent() {
    int writable = 0;
    for (var node : sim.nodes) {
      writable += node.postgres.writable() ? 1 : 0;
    }
    if (writable > 1) {
      that(false, "AtMostOneWritablePrimary", sim.nodes);
    }
  }

  void committed(ClusterState before, Command command, Applied applied) {
    that(applied.state().epoch().compareTo(before.epoch()) >= 0, "EpochNeverShrinks", command);
    if (applied.reply() instanceof Reply.Refused) {
      that(
          applied.state().equals(before) && applied.events().isEmpty(),
          "RefusedCommandChangesNothing",
          command);
    }
  }

  /** Who gives up the lease takes no writes and is not about to. */
  void relieved(ClusterState before, Command command, Applied applied) {
    if (command instanceof Command.ReleaseLease release
        && before.lease() != null
        && applied.reply() instanceof Reply.Done) {
      var node = sim.node(release.holder());
      that(
          !node.postgres.writable()
              && !(node.memory.running() instanceof Decision.StartPrimary && node.agentUp),
          "ReleasedServerIsDown",
          command);
    }
  }

  /** The guard is for an agent that cannot: one that runs has fenced before. */
  void guardKills(SimNode node) {
    boolean able =
        node.responsive()
            && sim.now - node.ableSince() > Simulation.millis(1_500)
            && !sim.plan.failingActs()
            && !node.postgres.hung;
    that(!able || !node.postgres.writable(), "AgentFencesBeforeItsGuard", node);
  }

  /** The holder's count ends before anybody else may call the lease expired, in true time. */
  void counted(SimNode holder, HeldLease held, Duration ttl) {
    long others = (long) (LeaseTerms.expiryWait(ttl).toNanos() / 1.01);
    that(
        holder.trueTimeOf(held.deadlineNanos()) <= sim.log.repliedCommit + others,
        "HolderStopsBeforeOthersBegin",
        held);
  }

  void streams(SimPostgres standby, SimPostgres primary) {
    if (!primary.wal.containsAllOf(standby.wal)) {
      that(false, "StandbyIsAPrefixOfItsPrimary", standby.wal + " from " + primary.wal);
    }
  }

  /** A hand-over from a clean stop loses nothing. */
  void promoted(SimNode node) {
    var state = sim.log.state();
    var operation = state.operation();
    var vacancy = state.vacancy();
    if (operation == null
        || operation.kind() != Operation.Kind.SWITCHOVER
        || operation.phase() != Operation.Phase.PROMOTING
        || vacancy == null
        || !vacancy.clean()
        || !state.isHolder(node.id)) {
      return;
    }
    var old = sim.node(vacancy.previous()).postgres;
    that(
        !old.usable() || node.postgres.wal.containsAllOf(old.wal),
        "SwitchoverLosesNothing",
        old.wal + " is not in " + node.postgres.wal);
  }
}
