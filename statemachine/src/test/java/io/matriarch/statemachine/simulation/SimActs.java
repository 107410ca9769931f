package io.matriarch.statemachine.simulation;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.HeldLease;
import org.jspecify.annotations.Nullable;

/** Carries decisions out, with the time that it takes and the ways in which it fails. */
final class SimActs {
  private final SimNode node;
  private final SimPostgres postgres;
  private final Simulation sim;
  private int act;

  SimActs(SimNode node, SimPostgres postgres) {
    this.node = node;
    this.postgres = postgres;
    sim = node.sim;
  }

  /** What was begun does nothing more. */
  void abandon() {
    act++;
  }

  /** The server died under the act: it ends, as failed unless death was what it was for. */
  void serverDied() {
    var decision = node.memory.running();
    abandon();
    if (decision != null) {
      int mine = act;
      ActResult result =
          decision instanceof Decision.Fence
              ? ActResult.Done.of("dead")
              : new ActResult.Failed("the server died");
      then(mine, 50, () -> end(mine, decision, result));
    }
  }

  void start(Decision decision) {
    int mine = ++act;
    boolean fails = sim.plan.failingActs() && sim.chance(0.1);
    switch (decision) {
      case Decision.Wait w -> throw new IllegalStateException();
      case Decision.Initialize i -> initialize(mine, i, fails);
      case Decision.Clone c -> copy(mine, c, c.address(), "clone", fails);
      case Decision.Rewind r -> copy(mine, r, r.address(), "rewind", fails);
      case Decision.StartPrimary s -> startServer(mine, s, null, fails);
      case Decision.StartStandby s -> startServer(mine, s, s.upstream(), fails);
      case Decision.Follow f -> then(mine, 30, () -> end(mine, f, follow(f.upstream())));
      case Decision.Promote p -> promote(mine, p, fails);
      case Decision.Checkpoint c -> then(mine, 200, () -> end(mine, c, checkpoint()));
      case Decision.DiscardData d -> then(mine, 200, () -> end(mine, d, discard()));
      case Decision.PrepareHandover p -> then(mine, 200, () -> end(mine, p, ActResult.Done.of("")));
      case Decision.Stop s -> stop(mine, s, fails);
      case Decision.Fence f -> fence(mine, f, fails);
      case Decision.ApplyParameters p -> then(mine, 20, () -> end(mine, p, ActResult.Done.of("")));
    }
  }

  private void then(int mine, long millis, Runnable effect) {
    sim.after(
        millis,
        () -> {
          if (act == mine && node.powered) {
            effect.run();
          }
        });
  }

  /** The agent hears of the end once it runs. */
  private void end(int mine, Decision decision, ActResult result) {
    if (!node.agentUp || act != mine) {
      return;
    }
    if (!node.responsive()) {
      then(mine, 100, () -> end(mine, decision, result));
      return;
    }
    if (result instanceof ActResult.Failed) {
      sim.trace("%s %s failed", node.id, decision);
    }
    node.memory = node.memory.afterEnd(decision, result, node.state, node.local());
  }

  private ActResult follow(String upstream) {
    postgres.upstream = upstream;
    return ActResult.Done.of("");
  }

  private ActResult checkpoint() {
    postgres.checkpointed = true;
    return ActResult.Done.of("");
  }

  private ActResult discard() {
    int keep = act;
    postgres.die();
    act = keep;
    postgres.data = SimPostgres.Data.EMPTY;
    return ActResult.Done.of("");
  }

  private void initialize(int mine, Decision.Initialize i, boolean fails) {
    postgres.data = SimPostgres.Data.UNFINISHED;
    postgres.unfinished = "initdb";
    then(
        mine,
        sim.between(300, 2_000),
        () -> {
          if (fails) {
            end(mine, i, new ActResult.Failed("initdb"));
            return;
          }
          int branch = sim.nextBranch();
          has(SimWal.begin(branch), "S" + branch, ControlState.SHUT_DOWN, false);
          end(mine, i, ActResult.Done.of(postgres.system));
        });
  }

  private void has(SimWal wal, String system, ControlState control, boolean standbySignal) {
    postgres.data = SimPostgres.Data.USABLE;
    postgres.wal = wal;
    postgres.system = system;
    postgres.control = control;
    postgres.controlEnd = wal.end();
    postgres.standbySignal = standbySignal;
    postgres.checkpointed = true;
  }

  private void copy(int mine, Decision decision, String address, String what, boolean fails) {
    boolean rewind = decision instanceof Decision.Rewind;
    postgres.die();
    act = mine;
    var source = source(address);
    if (source == null || rewind && !source.checkpointed) {
      then(mine, 100, () -> end(mine, decision, new ActResult.Failed("no source")));
      return;
    }
    if (rewind && source.wal.timeline() == postgres.wal.timeline()) {
      // pg_rewind compares the numbers of the timelines alone and finds nothing to do.
      postgres.standbySignal = true;
      postgres.control = ControlState.SHUT_DOWN;
      then(mine, 200, () -> end(mine, decision, ActResult.Done.of("no rewind required")));
      return;
    }
    postgres.data = SimPostgres.Data.UNFINISHED;
    postgres.unfinished = what;
    then(
        mine,
        sim.between(500, 3_000),
        () -> {
          var still = source(address);
          if (fails || still == null) {
            end(mine, decision, new ActResult.Failed(what + " lost its source"));
            return;
          }
          has(still.wal, still.system, ControlState.SHUT_DOWN_IN_RECOVERY, true);
          end(mine, decision, ActResult.Done.of(""));
        });
  }

  private @Nullable SimPostgres source(String address) {
    for (var other : sim.nodes) {
      if (other.address().equals(address)
          && sim.wire(node.index, other.index)
          && other.postgres.writable()
          && !other.postgres.hung) {
        return other.postgres;
      }
    }
    return null;
  }

  private void startServer(int mine, Decision decision, @Nullable String upstream, boolean fails) {
    if (upstream == null && !armed()) {
      then(mine, 10, () -> end(mine, decision, new ActResult.Cancelled("no lease")));
      return;
    }
    if (upstream != null) {
      postgres.standbySignal = true;
      postgres.upstream = upstream;
      node.guard.disarm();
    }
    then(
        mine,
        sim.between(20, 200),
        () -> {
          if (upstream == null && node.guard.over()) {
            end(mine, decision, new ActResult.Cancelled("too late"));
            return;
          }
          postgres.process(Process.STARTING);
          postgres.checkpointed = true;
          int generation = postgres.generation;
          boolean slow = sim.chance(0.05);
          then(mine, 30, () -> end(mine, decision, ActResult.Done.of("")));
          sim.after(
              slow ? sim.between(3_000, 15_000) : sim.between(100, 1_500),
              () -> comeUp(generation, upstream == null, fails));
        });
  }

  private void comeUp(int generation, boolean primary, boolean fails) {
    if (postgres.generation != generation || postgres.process != Process.STARTING) {
      return;
    }
    if (fails) {
      postgres.die();
      return;
    }
    postgres.process = Process.RUNNING;
    postgres.takesWrites = primary;
  }

  /** The guard counts before the server can write. */
  private boolean armed() {
    var held = node.held;
    if (held == null || !held.left(node.local()).isPositive()) {
      return false;
    }
    node.guard.arm(new HeldLease(held.epoch(), held.deadlineNanos()));
    return true;
  }

  private void promote(int mine, Decision.Promote p, boolean fails) {
    if (sim.mutation == Mutation.PROMOTE_WITHOUT_OWN_COUNT) {
      node.guard.disarm();
    } else if (!armed()) {
      then(mine, 10, () -> end(mine, p, new ActResult.Cancelled("no lease")));
      return;
    }
    int generation = postgres.generation;
    long takes = sim.between(100, 900);
    boolean never = fails && sim.chance(0.5);
    if (!never) {
      sim.after(
          takes,
          () -> {
            if (postgres.generation == generation
                && postgres.standbyRunning()
                && !postgres.takesWrites) {
              postgres.wal = promoted();
              postgres.takesWrites = true;
              postgres.standbySignal = false;
              postgres.checkpointed = false;
              postgres.control = ControlState.IN_PRODUCTION;
              sim.trace("%s takes writes on %s", node.id, postgres.wal);
              sim.check.promoted(node);
            }
          });
    }
    then(
        mine,
        takes + 50,
        () -> end(mine, p, fails ? new ActResult.Failed("time out") : ActResult.Done.of("")));
  }

  /**
   * The next timeline. PostgreSQL takes its own plus one, which another node may have taken too;
   * the plan says whether this is so or whether whoever promotes prevents it.
   */
  private SimWal promoted() {
    int branch = sim.nextBranch();
    int own = postgres.wal.timeline() + 1;
    return postgres.wal.promoted(branch, sim.sharedTimelines ? own : Math.max(own, branch));
  }

  private void stop(int mine, Decision.Stop s, boolean fails) {
    postgres.process = Process.STOPPING;
    then(
        mine,
        sim.between(50, 1_000),
        () -> {
          if (fails || postgres.hung || postgres.process == Process.NONE) {
            postgres.die();
            act = mine;
            end(mine, s, ActResult.Done.of("killed"));
            return;
          }
          var last = orderly();
          end(mine, s, new ActResult.Done("stopped", last));
        });
  }

  /** A fast shutdown: the checkpoint record, and its standbys get it. Where that record begins. */
  private @Nullable WalPosition orderly() {
    boolean primary = postgres.takesWrites;
    if (!primary) {
      postgres.control = ControlState.SHUT_DOWN_IN_RECOVERY;
      postgres.process(Process.NONE);
      return null;
    }
    var last = new WalPosition(postgres.wal.timeline(), new Lsn(postgres.wal.end()));
    postgres.wal = postgres.wal.written(120);
    for (var other : sim.nodes) {
      if (other.postgres.streaming
          && other.postgres.upstream.equals(node.address())
          && sim.wire(node.index, other.index)) {
        other.postgres.wal = postgres.wal;
      }
    }
    postgres.control = ControlState.SHUT_DOWN;
    postgres.controlEnd = last.lsn().bytes();
    postgres.process(Process.NONE);
    node.guard.disarm();
    return last;
  }

  private void fence(int mine, Decision.Fence f, boolean fails) {
    long limit = Math.max(50, f.within().toMillis());
    long takes = fails ? limit + sim.between(100, 2_000) : sim.between(20, Math.min(400, limit));
    then(
        mine,
        takes,
        () -> {
          postgres.die();
          act = mine;
          end(mine, f, ActResult.Done.of("fenced"));
        });
  }
}
