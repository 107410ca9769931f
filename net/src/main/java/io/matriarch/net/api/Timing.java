package io.matriarch.net.api;

/**
 * How long something took lately.
 *
 * @param count since the agent started
 * @param p99Seconds what 99 of 100 took at most
 * @param maxSeconds what the slowest took
 */
public record Timing(long count, double p99Seconds, double maxSeconds) {
  public static final Timing NONE = new Timing(0, 0, 0);
}
