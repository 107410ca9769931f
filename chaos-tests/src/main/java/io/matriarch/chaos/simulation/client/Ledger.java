package io.matriarch.chaos.simulation.client;

import java.util.ArrayList;
import java.util.List;

/** When clients could write and when not. */
public final class Ledger {
  private static final long GAP_NANOS = 1_000_000_000L;

  private final List<Long> gapsNanos = new ArrayList<>();
  private long lastNanos = -1;
  private long acknowledged;

  void acknowledged(long nowNanos) {
    acknowledged++;
    if (lastNanos >= 0 && nowNanos - lastNanos > GAP_NANOS) {
      gapsNanos.add(nowNanos - lastNanos);
    }
    lastNanos = nowNanos;
  }

  public long acknowledged() {
    return acknowledged;
  }

  /** Times without one acknowledged write, each longer than a second. */
  public List<Long> gapsNanos() {
    return gapsNanos;
  }

  /** When the last write was acknowledged; -1 before the first. */
  public long lastNanos() {
    return lastNanos;
  }
}
