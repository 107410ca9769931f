package io.matriarch.statemachine.model;

import java.time.Duration;

/**
 * Multiples and shares of the timers, which every turn of every loop asks for. {@link Duration}
 * itself goes through {@code BigDecimal} for them, and that costs more than the rules do.
 */
public final class Spans {
  private Spans() {}

  /**
   * @throws ArithmeticException where the result is longer than 292 years
   */
  public static Duration times(Duration span, int factor) {
    return Duration.ofNanos(Math.multiplyExact(span.toNanos(), (long) factor));
  }

  /**
   * {@code parts} of the {@code of} equal parts of {@code span}, to the nanosecond below.
   *
   * @throws ArithmeticException where the multiple is longer than 292 years
   */
  public static Duration share(Duration span, int parts, int of) {
    return Duration.ofNanos(Math.multiplyExact(span.toNanos(), (long) parts) / of);
  }
}
