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
 * Primaries whose lease was taken away early: each may go on until it would have ended, since it
 * need not have heard of it.
 */
final class Revoked {
  private final Scene scene;
  private final SortedMap<MemberId, Long> untilNanos = new TreeMap<>();

  Revoked(Scene scene) {
    this.scene = scene;
  }

  void committed(ClusterState before, Command command, Applied applied) {
    if (command instanceof Command.RevokeLease
        && applied.reply() instanceof Reply.Done
        && before.lease() != null) {
      var left = LeaseTerms.expiryWait(before.lease().ttl()).toNanos();
      untilNanos.put(before.lease().holder(), scene.world().nowNanos() + left);
    }
  }

  boolean mayGoOn(MemberId member) {
    return scene.world().nowNanos() <= untilNanos.getOrDefault(member, 0L);
  }
}
