package io.matriarch.ctl.command;

import io.matriarch.ctl.terminal.Pacing;
import java.time.Duration;

/** Time that passes at once; the user has enough after some pauses. */
final class FakePacing implements Pacing {
  private long nanos;
  private int pausesLeft;

  FakePacing(int pauses) {
    pausesLeft = pauses;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public boolean pause(Duration duration) {
    nanos += duration.toNanos();
    return pausesLeft-- > 0;
  }
}
