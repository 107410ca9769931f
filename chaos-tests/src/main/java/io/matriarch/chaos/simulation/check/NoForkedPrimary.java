package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.Wal;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A new primary has the beginning of the timeline that the last confirmed one wrote, or it stopped
 * before that fork, or it goes on with one that began later and of which the cluster never heard:
 * never comes back what a failover has left behind.
 */
final class NoForkedPrimary implements Invariant {
  private final Scene scene;
  private @Nullable Wal confirmed;
  private final List<Wal> unconfirmed = new ArrayList<>();

  NoForkedPrimary(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    if (command instanceof Command.ConfirmPrimary c
        && applied.reply() instanceof Reply.Done
        && !applied.events().isEmpty()) {
      var now = scene.host(c.holder()).server().directory().durable();
      if (now != null && now.timeline() == c.timeline()) {
        confirmed = now.fromItsBeginning();
        unconfirmed.clear();
      }
    }
    if (SideLoss.isAccepted(command, applied)) {
      confirmed = null;
    }
  }

  @Override
  public void beganToWrite(Server server) {
    var wal = server.directory().durable();
    var last = confirmed;
    if (wal == null || !scene.holdsLease(server)) {
      return;
    }
    // With a promise on record it is the acknowledged commits that decide, wherever they are.
    Scene.require(
        last == null
            || scene.group().state().sync() != null
            || wal.containsAllOf(last)
            || last.containsAllOf(wal.inherited())
            || unconfirmed.stream().anyMatch(wal::containsAllOf),
        this,
        server + " has left the history before " + last);
    unconfirmed.add(wal.fromItsBeginning());
  }
}
