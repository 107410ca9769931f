package io.matriarch.chaos.simulation.postgres;

import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import org.jspecify.annotations.Nullable;

/** How a data directory is filled: initdb, base backup, rewind. */
final class Copies {
  private final Server server;
  private final Directory directory;
  private final Cluster cluster;
  private final Look look;
  private final Acts acts;
  private final Chance chance;

  Copies(Server server, Cluster cluster, Look look, Acts acts) {
    this.server = server;
    this.directory = server.directory;
    this.cluster = cluster;
    this.look = look;
    this.acts = acts;
    chance = server.world.chance();
  }

  void initialize(Permit permit, boolean fails) {
    if (!(look.inspect() instanceof DataDirectory.Empty)) {
      permit.failed("expected an empty data directory");
    } else if (permit.confirmed()) {
      directory.unfinished("initialize");
      acts.then(
          permit,
          chance.millis(300, 2_000),
          () -> {
            if (fails || server.disk.isFull()) {
              look.inspect();
              permit.failed("initdb failed");
              return;
            }
            directory.becomes(
                new Wal(new Branch(1, null, 0), 1_000),
                cluster.newSystemIdentifier(),
                ControlState.SHUT_DOWN,
                false);
            directory.wal().branch().tip = 1_000;
            look.inspect();
            permit.done(directory.system);
          });
    }
  }

  void copy(Permit permit, String address, boolean fails) {
    if (!(look.inspect() instanceof DataDirectory.Empty)) {
      permit.failed("expected an empty data directory");
    } else if (permit.confirmed()) {
      directory.unfinished("clone");
      look.inspect();
      var source = source(address);
      int generation = source == null ? 0 : source.generation();
      acts.then(
          permit,
          source == null ? chance.millis(20, 2_000) : chance.millis(400, 3_000),
          () -> {
            var still = source(address);
            if (fails || still == null || source == null || still.generation() != generation) {
              permit.failed("pg_basebackup lost its source");
              return;
            }
            directory.becomes(
                still.directory.wal(), still.directory.system, ControlState.IN_PRODUCTION, true);
            look.inspect();
            permit.done("copied");
          });
    }
  }

  void rewind(Permit permit, String address, boolean fails) {
    if (!(look.inspect() instanceof DataDirectory.Usable)) {
      permit.failed("expected a usable database to rewind");
      return;
    }
    if (!permit.confirmed()) {
      return;
    }
    var source = source(address);
    if (source == null || source.inRecovery()) {
      directory.standbySignal = true;
      look.inspect();
      permit.failed("pg_rewind changed nothing and failed: no source");
      return;
    }
    if (source.directory.provenTimeline() == directory.wal().branch().timeline) {
      // It compares the numbers of the timelines alone and finds nothing to do.
      directory.standbySignal = true;
      directory.control = ControlState.SHUT_DOWN;
      directory.checkpoint();
      look.inspect();
      permit.done("no rewind required");
      return;
    }
    directory.unfinished("rewind");
    int generation = source.generation();
    acts.then(permit, chance.millis(200, 2_000), () -> rewound(permit, address, generation, fails));
  }

  private void rewound(Permit permit, String address, int generation, boolean fails) {
    var source = source(address);
    if (fails || source == null || source.generation() != generation) {
      look.inspect();
      permit.failed("pg_rewind ended halfway, the data directory must be discarded");
      return;
    }
    directory.becomes(
        source.directory.wal(), source.directory.system, ControlState.IN_RECOVERY, true);
    look.inspect();
    permit.done("rewound");
  }

  private @Nullable Server source(String address) {
    var there = cluster.at(address);
    return there != null
            && server.receiver.isReachable(there)
            && there.process() == Process.RUNNING
            && !there.isHung()
        ? there
        : null;
  }
}
