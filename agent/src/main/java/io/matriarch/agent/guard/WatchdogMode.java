package io.matriarch.agent.guard;

/** Whether the watchdog device is used. */
public enum WatchdogMode {
  /** Not at all. */
  OFF,
  /** Where there is one. */
  AUTOMATIC,
  /** Always: without one the node never becomes primary. */
  REQUIRED
}
