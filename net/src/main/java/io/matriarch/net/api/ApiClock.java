package io.matriarch.net.api;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks of the REST API: elapsed time, which decides, and time of day, which people read.
 *
 * <p>They are tied to each other once, so that the time of day of a past moment does not wander
 * from one answer to the next.
 */
public final class ApiClock {
  private final LongSupplier nanos;
  private final InstantSource time;
  private final long originNanos;
  private final Instant origin;

  /**
   * @param nanos elapsed time, the one that {@link NodeView} counts on
   * @param time time of day
   */
  public ApiClock(LongSupplier nanos, InstantSource time) {
    this.nanos = nanos;
    this.time = time;
    this.originNanos = nanos.getAsLong();
    this.origin = time.instant();
  }

  public static ApiClock system() {
    return new ApiClock(System::nanoTime, InstantSource.system());
  }

  /** Time of day when this process began to count. */
  public Instant started() {
    return origin;
  }

  /** Elapsed time now, in nanoseconds. */
  public long nanos() {
    return nanos.getAsLong();
  }

  /** Time of day now. */
  public Instant now() {
    return time.instant();
  }

  /** Time of day when the elapsed time was {@code pastNanos}. */
  public Instant at(long pastNanos) {
    return origin.plusNanos(pastNanos - originNanos);
  }
}
