package io.matriarch.chaos.simulation.postgres;

import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import io.matriarch.statemachine.node.Decision;
import java.util.function.Consumer;

/** Carries decisions out: in steps that take time, of which any can be the last. */
final class Acts {
  private static final long LOOK_NANOS = 20_000_000L;
  private static final long STANDBY_LIMIT_NANOS = 3_000_000_000L;
  private static final long ORDERLY_LIMIT_NANOS = 60_000_000_000L;

  private final Server server;
  private final AgentSide agent;
  private final Look look;
  private final SimDatabase database;
  private final Chance chance;
  private final Copies copies;
  private final Promotions promotions;

  Acts(Server server, AgentSide agent, Cluster cluster, Look look, SimDatabase database) {
    this.server = server;
    this.agent = agent;
    this.look = look;
    this.database = database;
    chance = server.world.chance();
    copies = new Copies(server, cluster, look, this);
    promotions = new Promotions(server, look, this);
  }

  void begin(Decision decision, Permit permit) {
    boolean fails = chance.hits(server.plan.failingActs());
    if (fails) {
      server.world.tally().count("fault", "failing " + decision.getClass().getSimpleName());
    }
    switch (decision) {
      case Decision.Initialize d -> copies.initialize(permit, fails);
      case Decision.Clone d -> copies.copy(permit, d.address(), fails);
      case Decision.Rewind d -> stopThen(permit, () -> copies.rewind(permit, d.address(), fails));
      case Decision.StartPrimary d ->
          startPrimary(permit, agent.primaryStartMillis() * 1_000_000, fails);
      case Decision.StartStandby d -> startStandby(permit, d.upstream(), fails);
      case Decision.Follow d -> follow(permit, d.upstream());
      case Decision.Promote d -> promotions.promote(permit, d, fails);
      case Decision.Promise d -> promotions.promise(permit, d.epoch(), fails);
      case Decision.FetchWal d -> promotions.fetch(permit, d.address(), d.until());
      case Decision.ApplySync d -> promotions.applySync(permit, d.rule(), fails);
      case Decision.Checkpoint d -> checkpoint(permit);
      case Decision.PrepareHandover d -> prepare(permit, fails);
      case Decision.Stop d -> stop(permit, fails);
      case Decision.DiscardData d -> stopThen(permit, () -> discard(permit));
      case Decision.ApplyParameters d -> applyParameters(permit, d.configVersion());
      case Decision.RestartPrimary d ->
          restart(permit, () -> startPrimary(permit, d.within().toNanos(), fails));
      case Decision.RestartStandby d ->
          restart(permit, () -> startStandby(permit, d.upstream(), fails));
      case Decision.Wait d -> throw new IllegalArgumentException("no act: " + decision);
      case Decision.Fence d -> throw new IllegalArgumentException("a fence is no act among others");
    }
  }

  /** The next step of an act, unless it has ended or is withdrawn by then. */
  void then(Permit permit, long nanos, Runnable step) {
    agent.after(
        nanos,
        () -> {
          if (permit.goesOn()) {
            step.run();
          }
        });
  }

  /** With a checkpoint first, while clients still work. */
  private void restart(Permit permit, Runnable start) {
    if (permit.confirmed()) {
      server.checkpoint(() -> {});
      then(permit, chance.millis(30, 500), () -> stopThen(permit, start));
    }
  }

  private void startPrimary(Permit permit, long withinNanos, boolean fails) {
    if (server.exists()) {
      awaitPrimary(permit, withinNanos);
      return;
    }
    if (!(look.inspect() instanceof DataDirectory.Usable data)) {
      permit.failed("no usable database");
      return;
    }
    if (data.state() == ControlState.SHUT_DOWN_IN_RECOVERY
        || data.state() == ControlState.IN_RECOVERY) {
      permit.failed("expected the data of a primary, found that of a standby");
      return;
    }
    if (!permit.confirmed()) {
      return;
    }
    server.directory.standbySignal = false;
    server.directory.upstream = "";
    look.data(data.withStandbySignal(false));
    then(
        permit,
        chance.micros(500, 20_000),
        () -> {
          if (permit.confirmed()) {
            server.start(true, fails);
            database.started();
            awaitPrimary(permit, withinNanos);
          }
        });
  }

  private void awaitPrimary(Permit permit, long leftNanos) {
    if (!server.exists()) {
      permit.failed("the server ended while starting");
    } else if (look.seen().answer() != null) {
      if (look.seen().isPrimary()) {
        permit.done("started, takes writes");
      } else {
        permit.failed("expected a server that takes writes, found one in recovery");
      }
    } else if (leftNanos <= 0) {
      permit.failed("the server did not accept connections in time");
    } else {
      then(permit, LOOK_NANOS, () -> awaitPrimary(permit, leftNanos - LOOK_NANOS));
    }
  }

  private void startStandby(Permit permit, String upstream, boolean fails) {
    if (!server.exists()) {
      if (!(look.inspect() instanceof DataDirectory.Usable data)) {
        permit.failed("no usable database");
        return;
      }
      if (!permit.confirmed()) {
        return;
      }
      server.directory.standbySignal = true;
      server.directory.keptFree = 0;
      server.directory.upstream = upstream;
      server.directory.syncNames = agent.standbyRule();
      look.data(data.withStandbySignal(true));
      then(
          permit,
          chance.micros(500, 20_000),
          () -> {
            if (permit.confirmed()) {
              server.start(false, fails);
              database.started();
              awaitStandby(permit, STANDBY_LIMIT_NANOS);
            }
          });
      return;
    }
    awaitStandby(permit, STANDBY_LIMIT_NANOS);
  }

  private void awaitStandby(Permit permit, long leftNanos) {
    var answer = look.seen().answer();
    if (!server.exists()) {
      permit.failed("the server ended while starting");
    } else if (answer != null) {
      if (answer.inRecovery()) {
        permit.done("started in recovery");
      } else {
        permit.failed("expected a server in recovery, found one that takes writes");
      }
    } else if (leftNanos <= 0) {
      permit.done("started, not consistent yet");
    } else {
      then(permit, LOOK_NANOS, () -> awaitStandby(permit, leftNanos - LOOK_NANOS));
    }
  }

  private void follow(Permit permit, String upstream) {
    if (!server.exists()) {
      permit.failed("expected a running standby, found no server");
    } else if (permit.confirmed()) {
      server.directory.keptFree = 0;
      server.directory.upstream = upstream;
      server.directory.syncNames = agent.standbyRule();
      server.reload();
      then(permit, chance.millis(30, 500), () -> fresh(permit, "follows " + upstream));
    }
  }

  /** Ends the act once an answer from after it is there, or none came in time. */
  void fresh(Permit permit, String detail) {
    awaitAnswer(permit, answered -> permit.done(detail));
  }

  /** Goes on with whether an answer from after now came within half a second. */
  void awaitAnswer(Permit permit, Consumer<Boolean> then) {
    long asked = agent.localNanos();
    look.look();
    awaitAnswer(permit, asked, 500_000_000L, then);
  }

  private void awaitAnswer(Permit permit, long asked, long leftNanos, Consumer<Boolean> then) {
    if (look.answeredSince(asked) || leftNanos <= 0 || !server.exists()) {
      then.accept(look.answeredSince(asked));
    } else {
      then(permit, 5_000_000L, () -> awaitAnswer(permit, asked, leftNanos - 5_000_000L, then));
    }
  }

  private void checkpoint(Permit permit) {
    server.checkpoint(database::look);
    permit.done("checkpoint requested");
  }

  private void prepare(Permit permit, boolean fails) {
    if (permit.confirmed()) {
      server.checkpoint(() -> {});
      then(
          permit,
          chance.millis(50, 600),
          () -> {
            if (fails || !server.exists()) {
              permit.failed("no checkpoint");
            } else {
              permit.done("checkpoint");
            }
          });
    }
  }

  private void stop(Permit permit, boolean fails) {
    if (server.exists() && !permit.confirmed()) {
      return;
    }
    if (fails && server.exists()) {
      server.crash();
    }
    database.tellToEnd();
    awaitOrderlyEnd(
        permit,
        ORDERLY_LIMIT_NANOS,
        () -> permit.result.complete(new ActResult.Done("stopped", database.stoppedAt())));
  }

  private void stopThen(Permit permit, Runnable then) {
    if (!server.exists()) {
      then.run();
    } else if (permit.confirmed()) {
      database.tellToEnd();
      awaitOrderlyEnd(permit, ORDERLY_LIMIT_NANOS, then);
    }
  }

  private void awaitOrderlyEnd(Permit permit, long leftNanos, Runnable then) {
    if (!server.exists()) {
      then(
          permit,
          chance.millis(1, 15),
          () -> {
            look.exited(false);
            then.run();
          });
    } else if (leftNanos <= 0) {
      permit.failed("the server did not stop in time");
    } else {
      then(permit, LOOK_NANOS, () -> awaitOrderlyEnd(permit, leftNanos - LOOK_NANOS, then));
    }
  }

  private void discard(Permit permit) {
    then(
        permit,
        chance.millis(50, 300),
        () -> {
          if (permit.confirmed()) {
            server.directory.empty();
            look.inspect();
            permit.done("emptied");
          }
        });
  }

  private void applyParameters(Permit permit, long version) {
    if (agent.configVersion() < version) {
      permit.failed("expected a newer configuration version");
    } else if (permit.confirmed()) {
      then(
          permit,
          chance.millis(2, 25),
          () -> {
            if (look.seen().isStandby()) {
              server.directory.syncNames = agent.standbyRule();
            }
            server.reload();
            look.parameters(agent.configVersion());
            permit.done("parameters written");
          });
    }
  }
}
