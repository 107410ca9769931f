package io.matriarch.chaos.lab;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Bounded waiting for a condition of the real world. */
public final class Await {
  /** Not more often: asking an agent takes its host's processors from what is measured. */
  private static final long STEP_NANOS = 40_000_000;

  private Await() {}

  /**
   * Waits until the supplier has a value.
   *
   * @param what the condition in words, for the failure
   * @param evidence asked only on failure: what the world looks like instead
   * @throws AssertionError if the limit passes
   */
  public static <T> T until(
      String what, Duration limit, Supplier<Optional<T>> seen, Supplier<String> evidence) {
    long began = System.nanoTime();
    while (true) {
      Optional<T> value = seen.get();
      if (value.isPresent()) {
        return value.get();
      }
      if (System.nanoTime() - began > limit.toNanos()) {
        throw new AssertionError(
            "expected within %d ms: %s; found:%n%s"
                .formatted(limit.toMillis(), what, evidence.get()));
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  public static void untilTrue(String what, Duration limit, BooleanSupplier condition) {
    until(
        what,
        limit,
        () -> condition.getAsBoolean() ? Optional.of(true) : Optional.<Boolean>empty(),
        () -> "not so");
  }

  /** Lets time pass while a fault lasts; for nothing else. */
  public static void pass(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
