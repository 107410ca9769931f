package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Branch;
import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.Write;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * While the cluster promises anything of acknowledged commits, each of them is on whoever becomes
 * primary, and no older primary acknowledges what the newest has not; unless an operator accepted
 * the loss for this one change.
 */
final class AcknowledgedWriteSurvives implements Invariant {
  private final Scene scene;

  /** The furthest acknowledged commit of each branch; all before it on the branch are covered. */
  private final Map<Branch, Long> acknowledged = new LinkedHashMap<>();

  private @Nullable Server newest;
  private boolean lossAccepted;

  AcknowledgedWriteSurvives(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    if (applied.reply() instanceof Reply.Refused) {
      return;
    }
    if (command instanceof Command.AssignPrimary a && !applied.events().isEmpty()) {
      var running = before.operation();
      lossAccepted =
          running != null && running.acceptDataLoss() && a.node().equals(running.candidate());
    }
    if (applied.state().sync() == null || SideLoss.isAccepted(command, applied)) {
      acknowledged.clear();
    }
  }

  @Override
  public void acknowledged(Server server, Write write) {
    if (scene.group().state().sync() == null) {
      return;
    }
    var last = newest;
    var has = last == null ? null : last.directory().durable();
    Scene.require(
        last == server || has == null || has.contains(write.branch(), write.end()),
        this,
        () -> "%s acknowledges write %d, which %s has not".formatted(server, write.number(), last));
    acknowledged.merge(write.branch(), write.end(), Math::max);
  }

  @Override
  public void beganToWrite(Server server) {
    var wal = server.directory().durable();
    if (wal == null || !scene.holdsLease(server)) {
      return;
    }
    newest = server;
    if (lossAccepted) {
      acknowledged.entrySet().removeIf(e -> !wal.contains(e.getKey(), e.getValue()));
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
