package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;

/** Who gives up the lease takes no writes. */
final class ReleasedServerIsDown implements Invariant {
  private final Scene scene;

  ReleasedServerIsDown(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    if (command instanceof Command.ReleaseLease release
        && before.lease() != null
        && applied.reply() instanceof Reply.Done) {
      var server = scene.host(release.holder()).server();
      Scene.require(!server.acceptsWrites(), this, server);
    }
  }
}
