package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;
import java.util.Objects;

/** The cluster's database is created once, and only that one takes writes. */
final class OneDatabase implements Invariant {
  private final Scene scene;

  OneDatabase(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    Scene.require(
        before.systemIdentifier() == null
            || Objects.equals(before.systemIdentifier(), applied.state().systemIdentifier()),
        this,
        command);
  }

  @Override
  public void beganToWrite(Server server) {
    Scene.require(
        server.directory().system().equals(scene.group().state().systemIdentifier()), this, server);
  }
}
