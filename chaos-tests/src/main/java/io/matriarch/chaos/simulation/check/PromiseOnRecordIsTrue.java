package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Branch;
import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.Write;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.transition.Applied;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What the cluster has on record of acknowledged commits is so at the moment of each, on as many of
 * the counted standbys' disks as it says; and when the record changes, of all that were
 * acknowledged before.
 */
final class PromiseOnRecordIsTrue implements Invariant {
  private final Scene scene;

  /** The furthest acknowledged commit of each branch under a promise. */
  private final Map<Branch, Long> acknowledged = new LinkedHashMap<>();

  PromiseOnRecordIsTrue(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void acknowledged(Server server, Write write) {
    var state = scene.group().state();
    var sync = state.sync();
    var host = scene.hostOf(server);
    if (sync == null) {
      return;
    }
    acknowledged.merge(write.branch(), write.end(), Math::max);
    if (!state.isHolder(host.id())) {
      return;
    }
    long have = have(sync, write.branch(), write.end(), false);
    Scene.require(
        have >= sync.needed(),
        this,
        () ->
            "write %d of %s is on %d of the standbys, the promise is %s"
                .formatted(write.number(), host.id(), have, sync));
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    var sync = applied.state().sync();
    if (applied.reply() instanceof Reply.Refused) {
      return;
    }
    var running = before.operation();
    if (sync == null
        || running != null && running.acceptDataLoss()
        || SideLoss.isAccepted(command, applied)) {
      acknowledged.clear();
      return;
    }
    if (Objects.equals(before.sync(), sync)) {
      return;
    }
    acknowledged.forEach(
        (branch, end) -> {
          long have = have(sync, branch, end, true);
          Scene.require(
              have >= sync.needed(),
              this,
              () ->
                  "the write at %d/%d is on %d of the standbys, the promise becomes %s"
                      .formatted(branch.timeline(), end, have, sync));
        });
  }

  /**
   * @param copied what counts a standby that is being copied anew, of which nothing can be said
   */
  private long have(SyncSet sync, Branch branch, long end, boolean copied) {
    return sync.standbys().stream()
        .map(id -> scene.host(id).server().directory().durable())
        .filter(wal -> wal == null ? copied : wal.contains(branch, end))
        .count();
  }
}
