package io.matriarch.raft;

/**
 * What it took lately until the disk had what was written to the log.
 *
 * @param count since this member started
 * @param p99Nanos what 99 of 100 took at most
 * @param maxNanos what the slowest took
 */
public record FlushTimes(long count, double p99Nanos, long maxNanos) {
  public static final FlushTimes NONE = new FlushTimes(0, 0, 0);
}
