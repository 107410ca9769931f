package io.matriarch.agent.app;

import io.matriarch.agent.config.WatchdogConfig;
import io.matriarch.agent.guard.WatchdogDevice;
import io.matriarch.agent.guard.WatchdogMode;
import io.matriarch.agent.loop.Watchdog;
import java.time.Duration;
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
  private @Nullable WatchdogDevice device;
  private final StrikePlan plan;
  private @Nullable String told;
  private boolean without;

  /**
   * @param ttl the primary lease as it is configured now
   */
  DeviceWatchdog(WatchdogConfig config, Supplier<Duration> ttl) {
    this.config = config;
    this.ttl = ttl;
    this.plan = new StrikePlan(config.safetyMargin());
  }

  @Override
  public synchronized boolean keepAlive(@Nullable Duration left) {
    if (without) {
      return true;
    }
    var timeout = plan.next(System.nanoTime(), left == null ? ttl.get() : left);
    if (timeout == null) {
      return true;
    }
    return device == null ? open(timeout) : feed(device, timeout);
  }

  private boolean feed(WatchdogDevice counting, Duration timeout) {
    var refusal = counting.set(timeout);
    if (refusal != null && !refusal.equals(told)) {
      told = refusal;
      log.atWarn()
          .setMessage("the watchdog does not follow the lease")
          .addKeyValue("timeout_s", timeout.toSeconds())
          .addKeyValue("reason", refusal)
          .log();
    }
    var follows = refusal == null || config.mode() != WatchdogMode.REQUIRED;
    var fed = counting.keepAlive() && follows;
    if (!fed) {
      plan.closed(); // It is tried again, and said again.
    }
    return fed;
  }

  private boolean open(Duration timeout) {
    return switch (WatchdogDevice.open(config.mode(), config.device(), timeout)) {
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
      plan.closed();
    }
  }
}
