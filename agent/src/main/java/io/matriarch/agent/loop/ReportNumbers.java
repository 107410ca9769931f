package io.matriarch.agent.loop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that stand for moments of this agent process. A report carries one, and a grant of the
 * lease names the one it was decided on: the grant is younger than that moment, so that the holder
 * may count from it. Used by the loop's thread only.
 */
public final class ReportNumbers {
  /** One number for so long: a little of a lease is lost by it, and few need to be kept. */
  private static final Duration STEP = Duration.ofMillis(100);

  private static final int KEPT = 512;
  private final long[] moments = new long[KEPT];
  private final long first;
  private long newest;

  /**
   * @param first the number before the first one; no two processes of a node may have the same, or
   *     a log that is replayed would let one count what the other was granted
   */
  public ReportNumbers(long first) {
    this.first = first;
    this.newest = first;
  }

  /** The number for a report that is sent at {@code nowNanos} or later. */
  long at(long nowNanos) {
    if (newest == first || nowNanos - moments[slot(newest)] >= STEP.toNanos()) {
      newest++;
      moments[slot(newest)] = nowNanos;
    }
    return newest;
  }

  /** The moment, on the clock it was taken from; null where this process does not know it. */
  @Nullable Long momentOf(long number) {
    var age = newest - number;
    return number - first > 0 && age >= 0 && age < KEPT ? moments[slot(number)] : null;
  }

  private static int slot(long number) {
    return (int) Math.floorMod(number, (long) KEPT);
  }
}
