package io.matriarch.chaos.simulation.world;

import java.util.List;
import java.util.SplittableRandom;

/** The one source of everything that is not certain in a run. */
public final class Chance {
  private final SplittableRandom random;

  public Chance(long seed) {
    random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
  }

  /** True with this probability, from 0 to 1. */
  public boolean hits(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** From {@code from} to {@code to}, both included. */
  public long between(long from, long to) {
    return from + random.nextLong(to - from + 1);
  }

  /** A time between two numbers of microseconds, in nanoseconds. */
  public long micros(long from, long to) {
    return between(from * 1_000, to * 1_000);
  }

  /** A time between two numbers of milliseconds, in nanoseconds. */
  public long millis(long from, long to) {
    return between(from * 1_000_000, to * 1_000_000);
  }

  public double fraction() {
    return random.nextDouble();
  }

  public <T> T of(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
