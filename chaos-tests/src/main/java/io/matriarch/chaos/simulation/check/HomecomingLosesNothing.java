package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.Wal;
import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A standby cluster that follows nobody any more goes on with all that its leader had, where that
 * had settled before, the leader is there to be elected or to be heard, and no operator accepted a
 * loss.
 */
final class HomecomingLosesNothing implements Invariant {
  private final Scene scene;
  private @Nullable Host leader;
  private @Nullable Wal had;

  HomecomingLosesNothing(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    var lease = before.lease();
    if (command instanceof Command.ChangeConfig change
        && !change.by().equals(Scene.WHO_ACCEPTS_LOSS)
        && applied.reply() instanceof Reply.Done
        && before.followsAnother()
        && !applied.state().followsAnother()
        && lease != null
        && before.sync() == null
        && scene.site().isQuiet()) {
      var holder = scene.host(lease.holder());
      had = holder.server().directory().durable();
      var there = scene.site().server().directory().durable();
      // A leader that has left that history, and is not repaired yet, is no measure.
      leader = had != null && there != null && there.containsAllOf(had) ? holder : null;
    } else if (command instanceof Command.RequestOperation
        || applied.state().followsAnother()
        || applied.state().paused()) {
      leader = null;
    }
  }

  /** A leader that fails in the middle of it may be missed. */
  @Override
  public void afterEvent() {
    var now = leader;
    if (now != null && !isThere(now)) {
      leader = null;
    }
  }

  private boolean isThere(Host host) {
    return host.agentRuns()
        && host.server().exists()
        && !host.server().isHung()
        && host.member().promotable()
        && !host.raft().lags()
        && scene.plan().loss() == 0
        && isHeard(host);
  }

  private boolean isHeard(Host host) {
    var judge = scene.group().leadingSeat();
    return judge != null
        && List.of(Link.RAFT, Link.API).stream()
            .allMatch(link -> scene.network().bothWays(link, host.place(), judge.place()));
  }

  @Override
  public void beganToWrite(Server server) {
    var then = leader;
    var wal = server.directory().durable();
    var expected = had;
    leader = null;
    if (then != null && wal != null && expected != null) {
      scene.world().tally().count("sites", "homecoming with everything demanded");
      Scene.require(
          wal.containsAllOf(expected),
          this,
          () -> "%s has not all that %s had, %s".formatted(server, then.id(), expected));
    }
  }
}
