package io.matriarch.agent.guard;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's watchdog: resets the host when it is not fed in time, also where no process runs any
 * more. Open only while this node is primary, fed only while its lease holds.
 *
 * <p>Thread-safe; no method blocks.
 *
 * @see <a href="https://docs.kernel.org/watchdog/watchdog-api.html">The Linux watchdog API</a>
 */
public final class WatchdogDevice implements Countdown {
  private static final long WDIOC_SETTIMEOUT = 0xC0045706L;
  private static final long WDIOC_KEEPALIVE = 0x80045705L;
  private static final long WDIOC_GETTIMELEFT = 0x8004570AL;

  /** What came of {@link #open}. */
  public sealed interface Opening {
    /** Counting. {@code warning} is empty, or says in what it falls short. */
    record Armed(Countdown device, String warning) implements Opening {}

    /** Off, or automatic and there is none: the node may become primary without. */
    record Without(String reason) implements Opening {}

    /** Required, and not to be had: the node must not become primary. */
    record Refused(String reason) implements Opening {}
  }

  private final int fd;
  private boolean open = true;

  /** What the device took last; 0 where it takes no timeout. */
  private int seconds;

  private WatchdogDevice(int fd) {
    this.fd = fd;
  }

  /**
   * The time after which an unfed device resets the host: what is left of the lease less the
   * margin, in whole seconds as the device counts, rounded down so that it errs to the early side;
   * one second at least.
   */
  public static Duration timeout(Duration left, Duration safetyMargin) {
    return Duration.ofSeconds(Math.max(1, left.minus(safetyMargin).toSeconds()));
  }

  /** Opens and starts the device: from now on it must be fed within {@code timeout}. */
  public static Opening open(WatchdogMode mode, Path path, Duration timeout) {
    if (mode == WatchdogMode.OFF) {
      return new Opening.Without("watchdog.mode is off");
    }
    int fd = Posix.open(path.toString(), Posix.O_WRONLY | Posix.O_NONBLOCK);
    if (fd < 0) {
      return without(
          mode,
          "the watchdog %s cannot be opened (error %d): load its driver and let the agent's user write to it"
              .formatted(path, -fd));
    }
    var device = new WatchdogDevice(fd);
    var refusal = device.set(timeout);
    if (refusal != null) {
      return shortcoming(mode, device, "the watchdog %s %s".formatted(path, refusal));
    }
    return device.keepAlive()
        ? new Opening.Armed(device, "")
        : shortcoming(mode, device, "the watchdog %s cannot be fed".formatted(path));
  }

  @Override
  public synchronized @Nullable String set(Duration timeout) {
    int asked = Math.toIntExact(timeout.toSeconds());
    if (!open || asked == seconds) {
      return null;
    }
    int[] taken = {asked};
    int result = Posix.ioctl(fd, WDIOC_SETTIMEOUT, taken);
    if (result < 0) {
      return "takes no timeout of %d s (error %d)".formatted(asked, -result);
    }
    seconds = taken[0];
    return seconds <= asked ? null : "took %d s, asked were %d s".formatted(seconds, asked);
  }

  @Override
  public synchronized int seconds() {
    return seconds;
  }

  @Override
  public synchronized boolean keepAlive() {
    if (!open) {
      return false;
    }
    int[] ignored = {0};
    int result = Posix.ioctl(fd, WDIOC_KEEPALIVE, ignored);
    // Any write feeds a watchdog, too; a pipe in a test knows nothing else.
    return result >= 0 || result == -Posix.ENOTTY && Posix.write(fd, "1") == 1;
  }

  /** Whole seconds until the reset; -1 where the device does not say. */
  public synchronized int secondsLeft() {
    int[] seconds = {-1};
    return open && Posix.ioctl(fd, WDIOC_GETTIMELEFT, seconds) >= 0 ? seconds[0] : -1;
  }

  /** A driver that was built not to stop resets the host all the same. */
  @Override
  public synchronized void close(boolean disarm) {
    if (!open) {
      return;
    }
    open = false;
    if (disarm) {
      Posix.write(fd, "V");
    }
    Posix.close(fd);
  }

  private static Opening shortcoming(WatchdogMode mode, WatchdogDevice device, String what) {
    if (mode == WatchdogMode.REQUIRED || !device.keepAlive()) {
      device.close(true);
      return without(mode, what);
    }
    return new Opening.Armed(device, what);
  }

  private static Opening without(WatchdogMode mode, String reason) {
    return mode == WatchdogMode.REQUIRED
        ? new Opening.Refused(reason)
        : new Opening.Without(reason);
  }
}
