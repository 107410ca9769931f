package io.matriarch.ctl.terminal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The clock of commands that look more than once. */
public interface Pacing {
  /** Monotonic nanoseconds, for differences only. */
  long nanoTime();

  /**
   * Waits.
   *
   * @return false if the user wants the command to end
   */
  boolean pause(Duration duration);

  /** The clock of this machine. */
  static Pacing real() {
    return new Pacing() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public boolean pause(Duration duration) {
        try {
          TimeUnit.NANOSECONDS.sleep(duration.toNanos());
          return true;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    };
  }
}
