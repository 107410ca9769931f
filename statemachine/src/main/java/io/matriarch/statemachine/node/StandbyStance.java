package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Stance;
import org.jspecify.annotations.Nullable;

/**
 * What the holder of a standby cluster's lease may say of its server. Others act by it: the other
 * cluster is promoted, promises are forgotten, this cluster elects a primary again.
 */
final class StandbyStance {
  private StandbyStance() {}

  /** Null where the server may be taking writes, and in a cluster of its own. */
  static @Nullable Stance of(NodeSeen seen) {
    if (!seen.state().followsAnother()
        || seen.ownLease().isEmpty()
        || seen.couldWrite()
        // What was begun before the cluster followed may let a server write after this look.
        || startsServer(seen.memory().running())) {
      return null;
    }
    return hasHandedAll(seen) ? Stance.FOLLOWS : Stance.QUIET;
  }

  private static boolean startsServer(@Nullable Decision running) {
    return switch (running) {
      case Decision.Promote p -> true;
      case Decision.StartPrimary s -> true;
      case Decision.RestartPrimary r -> true;
      case null, default -> false;
    };
  }

  /**
   * To stream is not enough: a WAL receiver asks from where its segment begins, and gets an answer
   * from one that lacks the last bytes. (Not from one that takes writes: what its timelines do not
   * hold has forked, and of its own it had all before this node.) Nor is what this node has, where
   * somebody else here holds more that was acknowledged: that is what the floor of its lease says.
   */
  private static boolean hasHandedAll(NodeSeen seen) {
    var remote = seen.remote();
    var answer = seen.database().answer();
    if (remote == null
        || answer == null
        || !seen.database().isStandby()
        || !answer.streaming()
        || !answer.endKnown()
        || !answer.upstream().equals(remote.address())
        || remote.inRecovery() && answer.position().lsn().isAfter(remote.position())) {
      return false;
    }
    var floor = seen.ownLease().orElseThrow().floor();
    return remote.history().contains(answer.position())
        && (floor == null || answer.position().compareTo(floor) >= 0);
  }
}
