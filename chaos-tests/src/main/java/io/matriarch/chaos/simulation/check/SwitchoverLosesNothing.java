package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.statemachine.model.Operation;

/** A hand-over from a clean stop loses nothing. */
final class SwitchoverLosesNothing implements Invariant {
  private final Scene scene;

  SwitchoverLosesNothing(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void beganToWrite(Server server) {
    var state = scene.group().state();
    var operation = state.operation();
    var vacancy = state.vacancy();
    if (operation == null
        || operation.kind() != Operation.Kind.SWITCHOVER
        || operation.phase() != Operation.Phase.PROMOTING
        || vacancy == null
        || !vacancy.clean()) {
      return;
    }
    var old = scene.host(vacancy.previous()).server().directory().durable();
    var now = server.directory().durable();
    Scene.require(
        old == null || now == null || now.containsAllOf(old), this, old + " is not in " + now);
  }
}
