package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.statemachine.model.Epoch;
import java.util.IdentityHashMap;
import java.util.Map;

/** A standby that promised an epoch streams from no primary of an older one. */
final class PromisedStandbyFollowsNoOlder implements Invariant {
  private final Scene scene;
  private final Map<Server, Epoch> reigns = new IdentityHashMap<>();

  PromisedStandbyFollowsNoOlder(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void beganToWrite(Server server) {
    var lease = scene.group().state().lease();
    if (lease != null && lease.isHeldBy(scene.hostOf(server).id())) {
      reigns.put(server, lease.epoch());
    }
  }

  @Override
  public void streams(Server standby, Server source) {
    var reign = reigns.get(source);
    Scene.require(
        source.inRecovery() || reign == null || reign.compareTo(standby.directory().told()) >= 0,
        this,
        "%s promised %s and streams from %s of %s"
            .formatted(standby, standby.directory().told(), source, reign));
  }
}
