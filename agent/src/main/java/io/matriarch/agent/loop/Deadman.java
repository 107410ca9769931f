package io.matriarch.agent.loop;

import io.matriarch.agent.guard.Guard;
import io.matriarch.agent.guard.GuardException;
import io.matriarch.statemachine.node.HeldLease;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the guard and the watchdog device how long this node may write. Used by the loop's thread,
 * except {@link #arm}.
 */
final class Deadman {
  private static final Logger log = LoggerFactory.getLogger(Deadman.class);

  private final Guard guard;
  private final Watchdog watchdog;
  private volatile boolean armed;
  private @Nullable HeldLease told;

  Deadman(Guard guard, Watchdog watchdog) {
    this.guard = guard;
    this.watchdog = watchdog;
  }

  /** An earlier agent's guard goes on. */
  void takeOver() {
    armed = true;
  }

  /**
   * Makes sure that a guard counts before the server may take writes. Blocks up to a second.
   *
   * @return why it may not; null where it may
   */
  @Nullable String arm(HeldLease held) {
    if (!watchdog.keepAlive()) {
      return "the watchdog device is required and cannot be opened; see the log";
    }
    try {
      guard.arm(held.epoch(), held.deadlineNanos());
      armed = true;
      return null;
    } catch (GuardException e) {
      return e.getMessage();
    }
  }

  /** Tells a changed deadline. False where no guard counts although this node may write. */
  boolean feed(HeldLease held) {
    if (!armed) {
      return true;
    }
    var alive =
        held.equals(told)
            ? true
            : held.isOpenEnded()
                ? guard.hold(held.epoch())
                : guard.feed(held.epoch(), held.deadlineNanos());
    told = alive ? held : null;
    return watchdog.keepAlive() && alive;
  }

  /** The server cannot take writes any more. */
  void disarm() {
    if (armed) {
      armed = false;
      told = null;
      guard.disarm();
      watchdog.disarm();
      log.atDebug().setMessage("guard disarmed").log();
    }
  }
}
