package io.matriarch.agent.loop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The kernel's watchdog as the loop sees it: fed while this node may write, disarmed after. */
public interface Watchdog {
  /** For a node without one. */
  Watchdog NONE =
      new Watchdog() {
        @Override
        public boolean keepAlive(@Nullable Duration left) {
          return true;
        }

        @Override
        public void disarm() {}

        @Override
        public @Nullable String shortfall() {
          return null;
        }
      };

  /**
   * Opens it where it is closed, and has it strike when this node's lease ends and no later; false
   * where it is required and cannot be had.
   *
   * @param left of the lease; null where time alone does not end it
   */
  boolean keepAlive(@Nullable Duration left);

  /** This node cannot write any more. */
  void disarm();

  /**
   * That it strikes long before the end of the lease, which is too long for it, where nobody feeds
   * it meanwhile; null where it does not.
   */
  @Nullable String shortfall();
}
