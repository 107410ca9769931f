package io.matriarch.agent.config;

import io.matriarch.agent.guard.WatchdogMode;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The kernel's watchdog device.
 *
 * @param mode whether it is used
 * @param device its path
 * @param safetyMargin how long before the end of the primary lease it resets the host
 */
public record WatchdogConfig(WatchdogMode mode, Path device, Duration safetyMargin) {}
