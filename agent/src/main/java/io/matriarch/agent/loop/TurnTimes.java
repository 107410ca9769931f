package io.matriarch.agent.loop;

import io.matriarch.net.api.Timing;
import java.util.Arrays;

/** How long the newest turns took: some minutes of them. Thread-safe. */
final class TurnTimes {
  private static final int KEPT = 1024;
  private static final double NANOS = 1e9;

  private final long[] newest = new long[KEPT];
  private long count;

  synchronized void add(long nanos) {
    newest[(int) (count++ % KEPT)] = nanos;
  }

  Timing timing() {
    long[] sorted;
    long turns;
    synchronized (this) {
      turns = count;
      sorted = Arrays.copyOf(newest, (int) Math.min(count, KEPT));
    }
    if (sorted.length == 0) {
      return Timing.NONE;
    }
    Arrays.sort(sorted);
    int p99 = (sorted.length * 99 + 99) / 100 - 1;
    return new Timing(turns, sorted[p99] / NANOS, sorted[sorted.length - 1] / NANOS);
  }
}
