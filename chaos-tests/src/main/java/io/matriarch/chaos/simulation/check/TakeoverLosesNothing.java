package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Branch;
import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.Wal;
import io.matriarch.chaos.simulation.postgres.Write;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the standby leader has said that the other side has everything, and it takes over, every
 * write is there that was acknowledged here; but for what a failover had lost before, and what an
 * operator gave up.
 */
final class TakeoverLosesNothing implements Invariant {
  private final Scene scene;

  /** The furthest commit of each branch that was acknowledged and is not lost. */
  private final Map<Branch, Long> acknowledged = new LinkedHashMap<>();

  TakeoverLosesNothing(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void acknowledged(Server server, Write write) {
    acknowledged.merge(write.branch(), write.end(), Math::max);
  }

  @Override
  public void beganToWrite(Server server) {
    var wal = server.directory().durable();
    if (wal != null && scene.holdsLease(server)) {
      keep(wal);
    }
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    if (applied.reply() instanceof Reply.Refused) {
      return;
    }
    if (SideLoss.isAccepted(command, applied)) {
      acknowledged.clear();
    }
    // Nothing is promised: the primary died before it stopped, and this is its failover.
    var running = before.operation();
    boolean mayLose = before.sync() == null || running != null && running.acceptDataLoss();
    if (command instanceof Command.AssignPrimary a && before.followsAnother() && mayLose) {
      var wal = scene.host(a.node()).server().directory().durable();
      if (wal != null) {
        keep(wal);
      }
    }
  }

  private void keep(Wal wal) {
    acknowledged.replaceAll((branch, end) -> Math.min(end, wal.shared(branch)));
    acknowledged.values().removeIf(end -> end < 0);
  }

  @Override
  public void otherSideWrites(Server server) {
    var wal = server.directory().durable();
    if (wal == null || !scene.site().writesByWord()) {
      return;
    }
    acknowledged.forEach(
        (branch, end) ->
            Scene.require(
                wal.contains(branch, end),
                this,
                () ->
                    "%s has not the acknowledged write at %d/%d"
                        .formatted(server, branch.timeline(), end)));
  }
}
