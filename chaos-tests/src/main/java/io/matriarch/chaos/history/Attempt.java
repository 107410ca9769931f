package io.matriarch.chaos.history;

import java.util.Comparator;

/**
 * One write of one row by one client. A row is written at most once.
 *
 * @param row unique over all clients
 * @param writer which client
 * @param node which server answered; "?" unless acknowledged
 * @param timeline the server's timeline when it wrote; 0 unless acknowledged
 * @param sentNanos before the statement was sent
 * @param endNanos after its answer or failure arrived, on the clock of {@code sentNanos}
 */
public record Attempt(
    long row,
    String writer,
    String node,
    int timeline,
    long sentNanos,
    long endNanos,
    Outcome outcome) {
  public static final Comparator<Attempt> BY_END = Comparator.comparingLong(Attempt::endNanos);

  public Attempt {
    if (endNanos < sentNanos) {
      throw new IllegalArgumentException("row " + row + " ended before it was sent");
    }
  }

  public boolean acknowledged() {
    return outcome == Outcome.ACKNOWLEDGED;
  }
}
