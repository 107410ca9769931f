package io.matriarch.raft.ratis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a wait is worth a line in the log: first after {@link #FIRST}, since every start waits for a
 * moment, then when the reason has changed, and never more often than {@link #PAUSE}. Used by one
 * thread.
 */
final class Patience {
  static final Duration FIRST = Duration.ofSeconds(5);
  static final Duration PAUSE = Duration.ofMinutes(1);

  private final long sinceNanos;
  private long toldNanos;
  private @Nullable String told;

  Patience(long nowNanos) {
    this.sinceNanos = nowNanos;
  }

  /** True where {@code reason} is to be told now; it then counts as told. */
  boolean endsWith(String reason, long nowNanos) {
    var due =
        told == null
            ? nowNanos - sinceNanos >= FIRST.toNanos()
            : !told.equals(reason) && nowNanos - toldNanos >= PAUSE.toNanos();
    if (due) {
      told = reason;
      toldNanos = nowNanos;
    }
    return due;
  }
}
