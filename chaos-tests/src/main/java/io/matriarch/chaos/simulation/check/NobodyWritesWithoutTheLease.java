package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.LeaseTerms;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Applied;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whoever takes writes holds the lease of the log's last entry: stronger than at most one primary,
 * since it does not need a second one to show a mistake. A primary whose lease was taken away early
 * may go on until the lease would have ended; that nothing of that is acknowledged is another
 * invariant.
 */
final class NobodyWritesWithoutTheLease implements Invariant {
  private final Scene scene;
  private final SortedMap<MemberId, Long> revokedUntilNanos = new TreeMap<>();

  NobodyWritesWithoutTheLease(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    if (command instanceof Command.RevokeLease
        && applied.reply() instanceof Reply.Done
        && before.lease() != null) {
      var left = LeaseTerms.expiryWait(before.lease().ttl()).toNanos();
      revokedUntilNanos.put(before.lease().holder(), scene.world().nowNanos() + left);
    }
  }

  @Override
  public void afterEvent() {
    for (var host : scene.hosts()) {
      if (host.server().acceptsWrites()
          && !scene.group().state().isHolder(host.id())
          && scene.world().nowNanos() > revokedUntilNanos.getOrDefault(host.id(), 0L)) {
        Scene.require(
            false, this, host + " takes writes, the lease: " + scene.group().state().lease());
      }
    }
  }
}
