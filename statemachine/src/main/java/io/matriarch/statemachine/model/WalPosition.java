package io.matriarch.statemachine.model;

import java.util.Comparator;

/**
 * A place in the history of a database: a timeline and a position on it.
 *
 * <p>The order (timeline first, then position) ranks candidates whose histories are known to be one
 * line; it proves nothing about two histories that forked. See {@link TimelineHistory}.
 *
 * @param timeline PostgreSQL's timeline number, from 1
 * @param lsn the position on that timeline
 */
public record WalPosition(int timeline, Lsn lsn) implements Comparable<WalPosition> {
  private static final Comparator<WalPosition> ORDER =
      Comparator.comparingInt(WalPosition::timeline).thenComparing(WalPosition::lsn);

  public WalPosition {
    if (timeline < 1) {
      throw new IllegalArgumentException("timeline must be at least 1, was " + timeline);
    }
  }

  @Override
  public int compareTo(WalPosition other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return timeline + "@" + lsn;
  }
}
