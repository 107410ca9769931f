package io.matriarch.agent.app;

import io.matriarch.agent.guard.WatchdogDevice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * For how long the watchdog device is made to count, and when, so that it strikes at the end of the
 * lease, less a margin, however coarse its seconds are. Not thread-safe.
 */
final class StrikePlan {
  private final Duration margin;
  private @Nullable Long strikesNanos;

  StrikePlan(Duration margin) {
    this.margin = margin;
  }

  /**
   * What the device is to count from now on; null where it is well as it is.
   *
   * @param left of the lease
   */
  @Nullable Duration next(long nowNanos, Duration left) {
    var timeout = WatchdogDevice.timeout(left, margin);
    var strikes = nowNanos + timeout.toNanos();
    var latest = nowNanos + left.minus(margin).toNanos();
    var before = strikesNanos;
    if (before != null) {
      // The least that it counts may be past the end: that must not be put off once more.
      var later = strikes - before > 0 && strikes - latest <= 0;
      var sooner = strikes - before < 0 && before - latest > 0;
      if (!later && !sooner) {
        return null;
      }
    }
    strikesNanos = strikes;
    return timeout;
  }

  /** The device does not count, or not as it was planned. */
  void closed() {
    strikesNanos = null;
  }
}
