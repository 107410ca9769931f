package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.Write;

/**
 * What the cluster has on record of acknowledged commits is so at the moment of each: on as many of
 * the counted standbys' disks as it says.
 */
final class PromiseOnRecordIsTrue implements Invariant {
  private final Scene scene;

  PromiseOnRecordIsTrue(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void acknowledged(Server server, Write write) {
    var state = scene.group().state();
    var sync = state.sync();
    var host = scene.hostOf(server);
    if (sync == null || !state.isHolder(host.id())) {
      return;
    }
    long have =
        sync.standbys().stream()
            .map(id -> scene.host(id).server().directory().durable())
            .filter(wal -> wal != null && wal.contains(write.branch(), write.end()))
            .count();
    Scene.require(
        have >= sync.needed(),
        this,
        () ->
            "write %d of %s is on %d of the standbys, the promise is %s"
                .formatted(write.number(), host.id(), have, sync));
  }
}
