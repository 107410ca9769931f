package io.matriarch.agent.app;

import io.matriarch.agent.config.WatchdogConfig;
import io.matriarch.agent.guard.Countdown;
import io.matriarch.agent.guard.WatchdogDevice;
import io.matriarch.agent.guard.WatchdogMode;
import io.matriarch.agent.loop.Watchdog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured watchdog device: opened when the node may write, closed when it cannot any more;
 * in between it counts what is left of the lease, whether that was made longer or shorter.
 */
final class DeviceWatchdog implements Watchdog {
  private static final Logger log = LoggerFactory.getLogger(DeviceWatchdog.class);

  private final WatchdogConfig config;
  private final Supplier<Duration> ttl;
  private final Opener opener;
  private final LongSupplier nanos;
  private final StrikePlan plan;
  private @Nullable Countdown device;

  /** What the device counts of a longer time, which it was asked for; null where it counts all. */
  private @Nullable Duration most;

  /** What it was asked for then. */
  private Duration wanted = Duration.ZERO;

  private @Nullable String told;
  private boolean without;

  /** As {@link WatchdogDevice#open}. */
  interface Opener {
    WatchdogDevice.Opening open(WatchdogMode mode, Path path, Duration timeout);
  }

  /**
   * @param ttl the primary lease as it is configured now
   * @param nanos a monotonic clock
   */
  DeviceWatchdog(WatchdogConfig config, Supplier<Duration> ttl, Opener opener, LongSupplier nanos) {
    this.config = config;
    this.ttl = ttl;
    this.opener = opener;
    this.nanos = nanos;
    this.plan = new StrikePlan(config.safetyMargin());
  }

  @Override
  public synchronized boolean keepAlive(@Nullable Duration left) {
    if (without) {
      return true;
    }
    var timeout = plan.next(nanos.getAsLong(), capped(left == null ? ttl.get() : left));
    if (timeout == null) {
      return true;
    }
    return device == null ? open(timeout) : feed(device, timeout);
  }

  /** Planned for more than it counts it would be fed too late. */
  private Duration capped(Duration left) {
    if (device == null && left.compareTo(ttl.get()) > 0) {
      // The lease was made longer for the restart of this agent: the device was chosen for the
      // usual one.
      return ttl.get();
    }
    if (most == null || left.minus(config.safetyMargin()).compareTo(most) <= 0) {
      most = null; // Asked for more again, it may do it.
      return left;
    }
    return most.plus(config.safetyMargin());
  }

  private boolean feed(Countdown counting, Duration timeout) {
    var refusal = counting.set(timeout);
    if (counting.seconds() > 0 && counting.seconds() < timeout.toSeconds()) {
      // It strikes early where nobody feeds it, which endangers no data: no reason to fence.
      most = Duration.ofSeconds(counting.seconds());
      wanted = timeout;
      plan.closed();
      tell(timeout, "it goes on with %d s".formatted(counting.seconds()));
      return counting.keepAlive();
    }
    if (refusal != null) {
      tell(timeout, refusal);
    }
    var follows = refusal == null || config.mode() != WatchdogMode.REQUIRED;
    var fed = counting.keepAlive() && follows;
    if (!fed) {
      plan.closed(); // It is tried again, and said again.
    }
    return fed;
  }

  private void tell(Duration timeout, String what) {
    if (what.equals(told)) {
      return;
    }
    told = what;
    log.atWarn()
        .setMessage("the watchdog does not follow the lease")
        .addKeyValue("timeout_s", timeout.toSeconds())
        .addKeyValue("reason", what)
        .log();
  }

  private boolean open(Duration timeout) {
    return switch (opener.open(config.mode(), config.device(), timeout)) {
      case WatchdogDevice.Opening.Armed armed -> {
        device = armed.device();
        log.atInfo()
            .setMessage("watchdog armed")
            .addKeyValue("timeout_s", timeout.toSeconds())
            .addKeyValue("warning", armed.warning())
            .log();
        yield true;
      }
      case WatchdogDevice.Opening.Without w -> {
        without = true;
        log.atInfo().setMessage("no watchdog").addKeyValue("reason", w.reason()).log();
        yield true;
      }
      case WatchdogDevice.Opening.Refused r -> {
        log.atError()
            .setMessage("no watchdog, and one is required")
            .addKeyValue("reason", r.reason())
            .log();
        plan.closed();
        yield false;
      }
    };
  }

  @Override
  public synchronized void disarm() {
    if (device != null) {
      device.close(true);
      device = null;
      most = null;
      plan.closed();
    }
  }

  @Override
  public synchronized @Nullable String shortfall() {
    return device == null || most == null || most.multipliedBy(2).compareTo(wanted) >= 0
        ? null
        : "the watchdog %s counts %d s of a lease of %d s, and could reset the host before the next agent is there; switch over first"
            .formatted(config.device(), most.toSeconds(), wanted.toSeconds());
  }
}
