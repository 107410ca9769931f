package io.matriarch.agent.loop;

import io.matriarch.agent.guard.Guard;
import io.matriarch.agent.guard.GuardException;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.node.HeldLease;
import java.time.Duration;
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
  private final MonotonicClock clock;

  /** Time for the word to follow that makes a prepared guard wait for as long as it takes. */
  private static final Duration PREPARED = Duration.ofMinutes(1);

  /**
   * For a guard that does not say how long it counts: longer than a lease, and than a promotion.
   */
  private static final Duration SILENT = Duration.ofMinutes(1);

  /** The deadline of a guard that was taken over and not armed again; null where there is none. */
  private volatile @Nullable Long inheritedUntilNanos;

  /**
   * It does not say what it counts for: its deadline is only a guess, and nobody may rely on it.
   */
  private volatile boolean silent;

  private volatile boolean armed;
  private volatile boolean counting;

  /** What the guard was told last; null where it must be told again. */
  private volatile @Nullable HeldLease told;

  Deadman(Guard guard, Watchdog watchdog, MonotonicClock clock) {
    this.guard = guard;
    this.watchdog = watchdog;
    this.clock = clock;
  }

  /** An earlier agent's guard goes on, and counts until {@code deadlineNanos}. */
  void takeOver(long deadlineNanos) {
    armed = true;
    counting = true;
    inheritedUntilNanos = deadlineNanos;
  }

  /**
   * A guard that runs here and does not say that it counts is busy, stopped or about to kill. It
   * goes on until the server cannot write; only then it is ended, since it would kill whatever is
   * started here next.
   */
  void takeOverSilent(long nowNanos) {
    if (guard.exists()) {
      takeOver(nowNanos + SILENT.toNanos());
      silent = true;
      log.atWarn().setMessage("a guard runs here and does not say what it counts for").log();
    }
  }

  /**
   * Starts the guard of a standby that is about to be promoted, so that the promotion need not wait
   * for a process to start. It does not count yet. Blocks like {@link #arm}.
   *
   * <p>One that may count for an earlier agent's lease is not replaced by one that waits.
   */
  synchronized void prepare(long nowNanos) {
    if (counting && !(silent && inheritedIsOver(nowNanos))) {
      return;
    }
    try {
      guard.arm(Epoch.NONE, nowNanos + PREPARED.toNanos());
      guard.hold(Epoch.NONE);
      armed = true;
      counting = false;
      inheritedUntilNanos = null;
      silent = false;
    } catch (GuardException e) {
      log.atWarn()
          .setMessage("no guard can be prepared here, so this node will not take the primary role")
          .addKeyValue("cause", e.getMessage())
          .log();
    }
  }

  /**
   * What it counted, if anything, came to nothing; true where it did: it is to wait again. Of one
   * that does not say what it counts for nobody knows that.
   */
  boolean countsForNothing() {
    if (silent) {
      return false;
    }
    var counted = counting;
    counting = false;
    told = null;
    if (counted) {
      // Nobody feeds it any more, and the host must not be reset for that.
      watchdog.disarm();
    }
    return counted;
  }

  /** True where a guard counts for this node, or was prepared and is still there. */
  boolean isThere() {
    if (armed && !counting) {
      armed = guard.hold(Epoch.NONE);
    }
    return isReady();
  }

  /** True once a guard waits, or counts, for this node, and says so. */
  boolean isReady() {
    return armed && !silent;
  }

  /**
   * Makes sure that a guard counts before the server may take writes. Blocks up to a second.
   *
   * @return why it may not; null where it may
   */
  synchronized @Nullable String arm(HeldLease held) {
    counting = true;
    if (!watchdog.keepAlive(left(held))) {
      counting = armed;
      return "the watchdog device is required and cannot be opened; see the log";
    }
    try {
      guard.arm(held.epoch(), held.deadlineNanos());
      armed = true;
      inheritedUntilNanos = null;
      silent = false;
      // A newer deadline may have been told meanwhile, and was now put back to this one.
      told = null;
      return null;
    } catch (GuardException e) {
      counting = armed;
      return e.getMessage();
    }
  }

  /**
   * For how long the guard of an earlier agent, of another version maybe, goes on counting for a
   * server that may write.
   */
  Duration countedFor(long nowNanos) {
    var until = inheritedUntilNanos;
    if (until == null || silent || !guard.exists()) {
      return Duration.ZERO;
    }
    return Duration.ofNanos(until == Long.MAX_VALUE ? until : until - nowNanos);
  }

  /** Tells a changed deadline. False where no guard counts although this node may write. */
  boolean feed(HeldLease held) {
    if (!armed) {
      return true;
    }
    counting = true;
    var alive =
        held.equals(told)
            ? true
            : held.isOpenEnded()
                ? guard.hold(held.epoch())
                : guard.feed(held.epoch(), held.deadlineNanos());
    told = alive ? held : null;
    // In each turn, since it counts whole seconds; but never past what was renewed.
    return watchdog.keepAlive(left(held)) && alive;
  }

  private @Nullable Duration left(HeldLease held) {
    return held.isOpenEnded() ? null : held.left(clock.nanos());
  }

  /**
   * The server is a standby, as far as can be seen. The guard of an earlier agent goes on until its
   * deadline: that agent may have asked for a promotion which takes its time.
   */
  void disarmOfStandby(long nowNanos) {
    if (inheritedIsOver(nowNanos)) {
      disarm();
    }
  }

  private boolean inheritedIsOver(long nowNanos) {
    var until = inheritedUntilNanos;
    return until == null || until != Long.MAX_VALUE && nowNanos - until >= 0;
  }

  /** The server cannot take writes any more. */
  synchronized void disarm() {
    if (armed) {
      armed = false;
      counting = false;
      inheritedUntilNanos = null;
      silent = false;
      told = null;
      guard.disarm();
      watchdog.disarm();
      log.atDebug().setMessage("guard disarmed").log();
    }
  }
}
