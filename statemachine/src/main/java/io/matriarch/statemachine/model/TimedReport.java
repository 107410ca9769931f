package io.matriarch.statemachine.model;

/**
 * A report and when it arrived.
 *
 * @param report what was said
 * @param receivedNanos the receiver's monotonic clock
 */
public record TimedReport(MemberReport report, long receivedNanos) {
  /** Age in nanoseconds at {@code nowNanos} of the same clock. */
  public long ageNanos(long nowNanos) {
    return nowNanos - receivedNanos;
  }
}
