package io.matriarch.agent.loop;

/**
 * Elapsed time on this host: nanoseconds from an arbitrary origin, never going backwards.
 *
 * <p>Values from two hosts cannot be compared. Time of day, for people to read, is a {@link
 * java.time.InstantSource} and never an input to a decision.
 */
@FunctionalInterface
public interface MonotonicClock {
  long nanos();

  static MonotonicClock system() {
    return System::nanoTime;
  }
}
