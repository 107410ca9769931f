package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;

/**
 * Of a cluster that follows another one nobody takes writes once its standby leader has said so,
 * and nobody at all while the other side does by that word; but for a primary whose lease was taken
 * away early, which acknowledges nothing.
 */
final class OneSideWrites implements Invariant {
  private final Scene scene;
  private final Revoked revoked;

  OneSideWrites(Scene scene) {
    this.scene = scene;
    revoked = new Revoked(scene);
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    revoked.committed(before, command, applied);
  }

  @Override
  public void afterEvent() {
    var state = scene.group().state();
    var lease = state.lease();
    boolean said = state.followsAnother() && lease != null && lease.stance() != null;
    if (!said && !scene.site().writesByWord()) {
      return;
    }
    for (var host : scene.hosts()) {
      Scene.require(
          !host.server().acceptsWrites() || revoked.mayGoOn(host.id()),
          this,
          () ->
              "%s takes writes; the lease: %s, the other side: %s"
                  .formatted(host, lease, scene.site().server()));
    }
  }
}
