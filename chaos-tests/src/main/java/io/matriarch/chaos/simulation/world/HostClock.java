package io.matriarch.chaos.simulation.world;

import java.util.function.LongSupplier;

/**
 * A host's monotonic clock: an origin of its own, and a rate that is not quite that of true time.
 */
public final class HostClock {
  private final LongSupplier trueNanos;
  private final double rate;
  private final long bootNanos;
  private final long originNanos;

  /**
   * @param rate local seconds per true second, for example 0.991
   */
  public HostClock(LongSupplier trueNanos, double rate, long originNanos) {
    this.trueNanos = trueNanos;
    this.rate = rate;
    this.bootNanos = trueNanos.getAsLong();
    this.originNanos = originNanos;
  }

  public long nanos() {
    return originNanos + Math.round((trueNanos.getAsLong() - bootNanos) * rate);
  }

  /** The earliest true time at which this clock shows {@code localNanos}. */
  public long trueTimeOf(long localNanos) {
    return bootNanos + (long) Math.ceil((localNanos - originNanos) / rate);
  }

  public double rate() {
    return rate;
  }
}
