package io.matriarch.agent.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Conversion between {@link System#nanoTime()}, whose origin is this process's own, and
 * milliseconds since boot, which every process of the host shares and which count a suspended host
 * too.
 *
 * <p>/proc/uptime is used and not CLOCK_BOOTTIME itself, since a container may be shown an uptime
 * of its own, and the guard, a shell script, reads only the file. It shows hundredths, rounded
 * down.
 */
final class BootTime {
  private static final Path UPTIME = Path.of("/proc/uptime");
  private static final long RESOLUTION_MILLIS = 10;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private BootTime() {}

  /** Milliseconds since boot, up to 10 too few. */
  static long millis() {
    try {
      var text = Files.readString(UPTIME);
      return Long.parseLong(text.substring(0, text.indexOf(' ')).replace(".", "")) * 10;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + UPTIME, e);
    }
  }

  /** The boot time of a deadline; never later than it, 0 at least. */
  static long millisOf(long deadlineNanos) {
    // The uptime first: a pause between the two readings then makes the deadline earlier.
    long now = millis();
    long left = deadlineNanos - System.nanoTime();
    return Math.max(0, now + Math.floorDiv(left, NANOS_PER_MILLI));
  }

  /** The {@link System#nanoTime()} of a deadline; never later than it. */
  static long nanosOf(long deadlineMillis) {
    long now = System.nanoTime();
    long left = deadlineMillis - millis() - RESOLUTION_MILLIS;
    return now + left * NANOS_PER_MILLI;
  }
}
