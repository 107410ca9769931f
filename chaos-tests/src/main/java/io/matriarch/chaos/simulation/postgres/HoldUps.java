package io.matriarch.chaos.simulation.postgres;

import io.matriarch.chaos.simulation.world.World;

/** How long a start or a promotion takes at least: until all the WAL at hand was replayed. */
public final class HoldUps {
  private final World world;
  private long startUntilNanos;
  private long promotionUntilNanos;

  HoldUps(World world) {
    this.world = world;
  }

  /** There is much to be replayed, for so long, before it answers anybody. */
  public void start(long forNanos) {
    startUntilNanos = world.nowNanos() + forNanos;
  }

  /** Readers or a pause hold replay up for so long, and so a promotion. */
  public void promotion(long forNanos) {
    promotionUntilNanos = world.nowNanos() + forNanos;
  }

  long ofStart(long otherwiseNanos) {
    return Math.max(otherwiseNanos, startUntilNanos - world.nowNanos());
  }

  long ofPromotion(long otherwiseNanos) {
    return Math.max(otherwiseNanos, promotionUntilNanos - world.nowNanos());
  }
}
