package io.matriarch.statemachine.simulation;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.node.DatabaseSeen;
import java.util.ArrayList;
import java.util.List;

/** What goes wrong, and what operators do. */
final class Faults {
  private final Simulation sim;
  private int requests;

  Faults(Simulation sim) {
    this.sim = sim;
  }

  void inject() {
    var possible = new ArrayList<Runnable>(List.of(() -> sim.trace("nothing happens")));
    var plan = sim.plan;
    if (plan.partitions()) {
      possible.add(this::isolate);
      possible.add(this::isolatePrimary);
      possible.add(this::join);
    }
    if (plan.powerLoss()) {
      possible.add(() -> powerLoss(some()));
      possible.add(() -> powerLoss(primary()));
      possible.add(this::allLosePower);
    }
    if (plan.agentKills()) {
      possible.add(() -> killAgent(some()));
      possible.add(() -> killAgent(primary()));
    }
    if (plan.freezes()) {
      possible.add(() -> freeze(primary()));
      possible.add(() -> freeze(some()));
    }
    if (plan.crashes()) {
      possible.add(() -> crash(primary()));
      possible.add(() -> crash(some()));
    }
    if (plan.hangs()) {
      possible.add(this::hang);
    }
    if (plan.operators()) {
      possible.add(() -> request(Operation.Kind.SWITCHOVER));
      possible.add(() -> request(Operation.Kind.FAILOVER));
    }
    if (plan.pauses()) {
      possible.add(() -> pause(!sim.log.state().paused()));
    }
    if (plan.agentStops()) {
      possible.add(() -> stopAgent(primary()));
      possible.add(() -> stopAgent(some()));
    }
    possible.add(sim.log::moveLeader);
    possible.get(sim.random.nextInt(possible.size())).run();
  }

  private SimNode some() {
    return sim.nodes.get(sim.random.nextInt(3));
  }

  private SimNode primary() {
    return sim.nodes.stream().filter(n -> n.postgres.writable()).findFirst().orElseGet(this::some);
  }

  private void isolatePrimary() {
    isolate(primary());
  }

  private void isolate() {
    isolate(some());
  }

  private void isolate(SimNode node) {
    sim.trace("%s is cut off", node.id);
    sim.nodes.forEach(other -> sim.setCut(node.index, other.index, other != node));
  }

  private void join() {
    sim.trace("the network is whole");
    sim.nodes.forEach(a -> sim.nodes.forEach(b -> sim.setCut(a.index, b.index, false)));
  }

  private void powerLoss(SimNode node) {
    if (node.powered) {
      sim.trace("%s loses power", node.id);
      node.postgres.die();
      node.guard.disarm();
      node.powered = false;
      node.agentUp = false;
      sim.after(sim.between(500, 40_000), () -> powerOn(node));
    }
  }

  private void allLosePower() {
    sim.nodes.forEach(this::powerLoss);
  }

  private void powerOn(SimNode node) {
    if (!node.powered) {
      sim.trace("%s has power", node.id);
      node.powered = true;
      node.startAgent();
    }
  }

  private void killAgent(SimNode node) {
    sim.trace("%s agent is killed", node.id);
    node.agentUp = false;
    node.postgres.acts.abandon();
    sim.after(sim.between(200, 12_000), () -> restart(node));
  }

  private void restart(SimNode node) {
    if (node.powered && !node.agentUp) {
      sim.trace("%s agent starts", node.id);
      node.startAgent();
    }
  }

  private void freeze(SimNode node) {
    long millis = sim.between(200, 15_000);
    sim.trace("%s agent freezes for %d ms", node.id, millis);
    node.frozenUntil = sim.now + Simulation.millis(millis);
  }

  private void crash(SimNode node) {
    if (node.postgres.processExists()) {
      sim.trace("%s PostgreSQL crashes", node.id);
      node.postgres.killed();
    }
  }

  private void hang() {
    var node = primary();
    if (node.postgres.process == DatabaseSeen.Process.RUNNING) {
      sim.trace("%s PostgreSQL hangs", node.id);
      node.postgres.hung = true;
    }
  }

  private void stopAgent(SimNode node) {
    if (node.responsive() && node.stoppingSince == null) {
      sim.trace("%s agent is told to stop", node.id);
      node.stoppingSince = node.local();
      sim.after(sim.between(26_000, 40_000), () -> restart(node));
    }
  }

  private void request(Operation.Kind kind) {
    var candidate =
        kind == Operation.Kind.SWITCHOVER && sim.random.nextBoolean() ? null : some().id;
    var holder = sim.log.state().lease();
    boolean force = holder != null && !sim.node(holder.holder()).powered;
    var command =
        new Command.RequestOperation(
            "op" + requests++, kind, sim.log.state().epoch(), candidate, force, "operator");
    sim.log.propose(some(), command, reply -> {});
  }

  private void pause(boolean paused) {
    var config = sim.log.state().config();
    sim.log.propose(
        some(),
        new Command.ChangeConfig(
            config.version(),
            config.tree().with("pause", new ConfigValue.Flag(paused)),
            "operator"),
        reply -> {});
  }

  /** Every fault ends; what only an operator may do is done by one. */
  void heal() {
    sim.trace("all faults end");
    join();
    for (var node : sim.nodes) {
      powerOn(node);
      restart(node);
      node.frozenUntil = Math.min(node.frozenUntil, sim.now);
      node.postgres.hung = false;
    }
  }

  void helpTheStuck() {
    if (!sim.chance(0.05)) {
      return;
    }
    if (sim.log.state().paused()) {
      pause(false);
    }
    sim.nodes.forEach(this::restart);
    for (var node : sim.nodes) {
      var pg = node.postgres;
      var stranger =
          pg.usable()
              && sim.log.state().operation() == null
              && !pg.system.equals(sim.log.state().systemIdentifier());
      var spoilt = pg.data == SimPostgres.Data.UNFINISHED && pg.unfinished.equals("rewind");
      if (!pg.processExists() && node.memory.running() == null && (stranger || spoilt)) {
        sim.trace("the operator empties the data directory of %s", node.id);
        pg.data = SimPostgres.Data.EMPTY;
      }
    }
  }
}
