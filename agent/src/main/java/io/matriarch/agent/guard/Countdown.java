package io.matriarch.agent.guard;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What resets the host when it is not fed in time. No method blocks. */
public interface Countdown {
  /**
   * Has it count so many whole seconds from now on, or fewer where that is the most that it can.
   * Null, or why it does neither. What it counts then says {@link #seconds}.
   */
  @Nullable String set(Duration timeout);

  /** What it counts down from; 0 where it does not say. */
  int seconds();

  /** Starts its count anew. False where it did not take it. */
  boolean keepAlive();

  /**
   * Gives it up. May be repeated.
   *
   * @param disarm stop it, since this node cannot take writes any more; else it goes on counting
   *     and resets the host
   */
  void close(boolean disarm);
}
