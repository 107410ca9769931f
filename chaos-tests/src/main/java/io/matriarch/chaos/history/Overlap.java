package io.matriarch.chaos.history;

import java.time.Duration;
import java.util.Optional;

/**
 * Two nodes that took writes at the same time.
 *
 * @param by at least how long
 */
public record Overlap(Reign earlier, Reign later, Duration by) {
  /**
   * Two reigns are apart if all commits of one can have come before all commits of the other: its
   * last write was sent before the other's first was answered. Only where neither order is possible
   * is the overlap proven, so slow answers never make a false alarm.
   */
  static Optional<Overlap> between(Reign a, Reign b) {
    long aAfterB = a.lastSentNanos() - b.firstEndNanos();
    long bAfterA = b.lastSentNanos() - a.firstEndNanos();
    if (a.node().equals(b.node()) || aAfterB <= 0 || bAfterA <= 0) {
      return Optional.empty();
    }
    return Optional.of(new Overlap(a, b, Duration.ofNanos(Math.min(aAfterB, bAfterA))));
  }
}
