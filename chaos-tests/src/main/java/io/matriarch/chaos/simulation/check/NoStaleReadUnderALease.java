package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.client.ReadWatch;
import io.matriarch.chaos.simulation.postgres.Branch;
import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.Write;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A server that takes itself for the primary returns every write that was acknowledged before it
 * was asked, by whomever, unless a failover lost the write for good.
 *
 * <p>One exception, which is counted: where commits wait for standbys, the lease of a primary that
 * is not heard can be taken away before it has ended. That primary acknowledges nothing from then
 * on, but until its own count ends it answers who only reads, with what it has.
 */
final class NoStaleReadUnderALease implements Invariant, ReadWatch {
  private final Scene scene;
  private final Revoked revoked;

  /** The furthest commit of each branch that was acknowledged and is not lost. */
  private final Map<Branch, Long> acknowledged = new LinkedHashMap<>();

  NoStaleReadUnderALease(Scene scene) {
    this.scene = scene;
    revoked = new Revoked(scene);
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    revoked.committed(before, command, applied);
  }

  @Override
  public void acknowledged(Server server, Write write) {
    acknowledged.merge(write.branch(), write.end(), Math::max);
  }

  /** What the newest primary has not is lost; whether it may be is another invariant. */
  @Override
  public void beganToWrite(Server server) {
    var wal = server.directory().durable();
    if (wal != null && scene.holdsLease(server)) {
      acknowledged.replaceAll((branch, end) -> Math.min(end, wal.shared(branch)));
      acknowledged.values().removeIf(end -> end < 0);
    }
  }

  @Override
  public Question asked() {
    var before = new LinkedHashMap<>(acknowledged);
    return server -> judge(server, before);
  }

  private void judge(Server server, Map<Branch, Long> before) {
    var tally = scene.world().tally();
    tally.count("read", "answered by a primary");
    var wal = server.directory().durable();
    if (wal == null) {
      return;
    }
    for (var entry : before.entrySet()) {
      long kept = Math.min(entry.getValue(), acknowledged.getOrDefault(entry.getKey(), -1L));
      if (kept >= 0 && !wal.contains(entry.getKey(), kept)) {
        tally.count("read", "stale, from a primary whose lease was taken away early");
        Scene.require(
            !scene.holdsLease(server) && revoked.mayGoOn(scene.hostOf(server).id()),
            this,
            () ->
                "%s answers without the acknowledged write at %d/%d"
                    .formatted(server, entry.getKey().timeline(), kept));
        return;
      }
    }
  }
}
