package io.matriarch.chaos.simulation.postgres;

import io.matriarch.chaos.simulation.world.World;

/** The disk under a data directory: how long it takes to keep something, and whether it can. */
public final class Disk {
  private final World world;
  private long stalledUntilNanos;
  private boolean full;

  Disk(World world) {
    this.world = world;
  }

  public void stall(long forNanos) {
    stalledUntilNanos = world.nowNanos() + forNanos;
  }

  public void full(boolean now) {
    full = now;
  }

  public boolean isFull() {
    return full;
  }

  long syncNanos() {
    return Math.max(0, stalledUntilNanos - world.nowNanos())
        + (world.chance().hits(0.01)
            ? world.chance().millis(20, 200)
            : world.chance().micros(200, 3_000));
  }
}
