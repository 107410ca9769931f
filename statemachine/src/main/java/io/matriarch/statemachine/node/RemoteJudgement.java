package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.WalPosition;
import org.jspecify.annotations.Nullable;

/** Whether a database can follow a server of another cluster, and what stands in the way. */
public sealed interface RemoteJudgement {
  /** It can: that server's history holds all it has. */
  record Holds() implements RemoteJudgement {}

  /** It has WAL which that server has not; a rewind undoes it. */
  record Forked(String why) implements RemoteJudgement {}

  /** Two promotions took the same number: no rewind can tell them apart. */
  record Twins(String why) implements RemoteJudgement {}

  /** It is another database. */
  record Stranger(String why) implements RemoteJudgement {}

  /**
   * Compares.
   *
   * @param systemIdentifier of the database here; null where it is not known
   * @param at the end of what it has
   * @param wrote it took writes itself on the timeline of {@code at}
   */
  static RemoteJudgement of(
      @Nullable String systemIdentifier, WalPosition at, boolean wrote, RemoteSeen remote) {
    var address = remote.address();
    if (systemIdentifier != null && !systemIdentifier.equals(remote.systemIdentifier())) {
      return new Stranger(
          "%s serves another database: its system identifier is %s, this cluster's is %s; correct standby_cluster"
              .formatted(address, remote.systemIdentifier(), systemIdentifier));
    }
    if (remote.contradiction() != null) {
      return new Twins(remote.contradiction());
    }
    // A promotion always leaves the timeline that it followed: two primaries of one number have
    // not begun it together. A standby there may well be one of ours.
    if (wrote && !remote.inRecovery() && at.timeline() == remote.history().current()) {
      return new Twins(
          "was primary on a timeline %d of its own, %s is on another one of that number"
              .formatted(at.timeline(), address));
    }
    return remote.history().contains(at)
        ? new Holds()
        : new Forked(
            "%s is not in the history of %s, which is on timeline %d"
                .formatted(at, address, remote.history().current()));
  }

  /** Why it cannot follow as it is; null where it can. */
  default @Nullable String obstacle() {
    return switch (this) {
      case Holds h -> null;
      case Forked f -> f.why();
      case Twins t -> t.why();
      case Stranger s -> s.why();
    };
  }
}
