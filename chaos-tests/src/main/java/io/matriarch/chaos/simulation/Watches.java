package io.matriarch.chaos.simulation;

import io.matriarch.chaos.simulation.check.Invariants;
import io.matriarch.chaos.simulation.consensus.LogWatch;
import io.matriarch.chaos.simulation.fault.Traps;
import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.ServerWatch;
import io.matriarch.chaos.simulation.postgres.Write;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.transition.Applied;
import org.jspecify.annotations.Nullable;

/** Tells the judges first, and then whoever waits for a moment to strike. */
final class Watches implements LogWatch, ServerWatch {
  private final Invariants invariants;
  private @Nullable Traps traps;

  Watches(Invariants invariants) {
    this.invariants = invariants;
  }

  void traps(Traps laid) {
    traps = laid;
  }

  @Override
  public void proposed(MemberId member, Command command) {
    invariants.proposed(member, command);
    if (traps != null) {
      traps.proposed(member, command);
    }
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    invariants.committed(index, before, command, applied);
    if (traps != null) {
      traps.committed(index, before, command, applied);
    }
  }

  @Override
  public void applied(MemberId member, long index, ClusterState state, ClusterState truth) {
    invariants.applied(member, index, state, truth);
  }

  @Override
  public void beganToWrite(Server server) {
    invariants.beganToWrite(server);
    if (traps != null) {
      traps.beganToWrite(server);
    }
  }

  @Override
  public void acknowledged(Server server, Write write) {
    invariants.acknowledged(server, write);
  }

  @Override
  public void streams(Server standby, Server source) {
    invariants.streams(standby, source);
  }

  @Override
  public void begins(Server server, Decision decision) {
    if (traps != null) {
      traps.begins(server, decision);
    }
  }

  @Override
  public void guardKills(Server server) {
    invariants.guardKills(server);
  }
}
