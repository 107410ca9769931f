package io.matriarch.agent.app;

import io.matriarch.agent.config.WatchdogConfig;
import io.matriarch.agent.guard.WatchdogDevice;
import io.matriarch.agent.loop.Watchdog;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured watchdog device: opened when the node may write, closed when it cannot any more.
 */
final class DeviceWatchdog implements Watchdog {
  private static final Logger log = LoggerFactory.getLogger(DeviceWatchdog.class);

  private final WatchdogConfig config;
  private final Supplier<Duration> ttl;
  private @Nullable WatchdogDevice device;
  private boolean without;

  /**
   * @param ttl the primary lease as it is configured now
   */
  DeviceWatchdog(WatchdogConfig config, Supplier<Duration> ttl) {
    this.config = config;
    this.ttl = ttl;
  }

  @Override
  public synchronized boolean keepAlive() {
    if (without) {
      return true;
    }
    if (device != null) {
      return device.keepAlive();
    }
    var timeout = WatchdogDevice.timeout(ttl.get(), config.safetyMargin());
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
        yield false;
      }
    };
  }

  @Override
  public synchronized void disarm() {
    if (device != null) {
      device.close(true);
      device = null;
    }
  }
}
