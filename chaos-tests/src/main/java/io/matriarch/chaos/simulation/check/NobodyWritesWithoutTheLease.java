package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;

/**
 * Whoever takes writes holds the lease of the log's last entry: stronger than at most one primary,
 * since it does not need a second one to show a mistake. A primary whose lease was taken away early
 * may go on until the lease would have ended; that nothing of that is acknowledged is another
 * invariant.
 */
final class NobodyWritesWithoutTheLease implements Invariant {
  private final Scene scene;
  private final Revoked revoked;

  NobodyWritesWithoutTheLease(Scene scene) {
    this.scene = scene;
    revoked = new Revoked(scene);
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    revoked.committed(before, command, applied);
  }

  @Override
  public void afterEvent() {
    for (var host : scene.hosts()) {
      if (host.server().acceptsWrites()
          && !scene.group().state().isHolder(host.id())
          && !revoked.mayGoOn(host.id())) {
        Scene.require(
            false, this, host + " takes writes, the lease: " + scene.group().state().lease());
      }
    }
  }
}
