package io.matriarch.statemachine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a primary came to its timeline: the content of PostgreSQL's timeline history file.
 *
 * <p>It exists to tell a standby that may simply follow from one that has WAL its new primary never
 * had, which must be rewound first.
 *
 * @param current the timeline that the server writes now
 * @param forks the ancestors, oldest first, each with the position where its successor left it
 */
public record TimelineHistory(int current, List<Fork> forks) {
  /**
   * One ancestor.
   *
   * @param timeline the ancestor's number
   * @param end where the next timeline begins; what the ancestor wrote after this is not ours
   */
  public record Fork(int timeline, Lsn end) {}

  public TimelineHistory {
    forks = List.copyOf(forks);
    if (current < 1) {
      throw new IllegalArgumentException("timeline must be at least 1, was " + current);
    }
  }

  /** A history that began on {@code timeline} and never forked. */
  public static TimelineHistory of(int timeline) {
    return new TimelineHistory(timeline, List.of());
  }

  /**
   * True where a database that has written up to {@code position} can follow this history without a
   * rewind: it is on the current timeline, or on an ancestor and not past the fork.
   *
   * <p>An ancestor without a byte only keeps its number from being used twice: whoever is on a
   * timeline of that number is on another one.
   */
  public boolean contains(WalPosition position) {
    if (position.timeline() == current) {
      return true;
    }
    var begin = Lsn.ZERO;
    for (var fork : forks) {
      if (fork.timeline() == position.timeline()) {
        return fork.end().isAfter(begin) && !position.lsn().isAfter(fork.end());
      }
      begin = fork.end();
    }
    return false;
  }

  /**
   * How far a database that has written up to {@code position} has the WAL of this history. Of a
   * timeline that only keeps a number from being used twice it is not known where it left the
   * others: it cannot share more than what they had by then.
   */
  public WalPosition shared(WalPosition position) {
    @Nullable Fork written = null;
    var begin = Lsn.ZERO;
    for (var fork : forks) {
      boolean empty = !fork.end().isAfter(begin);
      if (fork.timeline() == position.timeline() && (empty || position.lsn().isAfter(fork.end()))) {
        var shared = empty && written != null ? written : fork;
        var end = position.lsn().isAfter(shared.end()) ? shared.end() : position.lsn();
        return new WalPosition(shared.timeline(), end);
      }
      written = empty ? written : fork;
      begin = fork.end();
    }
    return position;
  }

  /**
   * True where a server with this history took over everything up to {@code position}.
   *
   * <p>Unlike {@link #contains} it says yes for the very end of an ancestor without a byte: who had
   * begun a timeline, and had written nothing on it, lacks nothing of it.
   */
  public boolean reaches(WalPosition position) {
    return position.timeline() == current
        || forks.stream()
            .anyMatch(f -> f.timeline() == position.timeline() && !position.lsn().isAfter(f.end()));
  }
}
