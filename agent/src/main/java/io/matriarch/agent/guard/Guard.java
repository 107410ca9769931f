package io.matriarch.agent.guard;

import io.matriarch.statemachine.model.Epoch;
import java.util.Optional;

/**
 * The dead man's switch of a primary: kills every process of the data directory's PostgreSQL when
 * the deadline that it was last told passes. It outlives the agent. Thread-safe; no method blocks
 * for longer than a few milliseconds, except {@link #arm} and {@link #inherited}.
 */
public interface Guard {
  /**
   * Makes sure that a guard counts for this node, before the server can take writes; takes over one
   * that an earlier agent left. Bounded by four seconds; some 50 ms on an idle host.
   *
   * @param epoch the lease it counts for
   * @param deadlineNanos {@link System#nanoTime()} at which nothing may be able to write any more
   * @throws GuardException where no guard can be had: then the server must not take writes
   */
  void arm(Epoch epoch, long deadlineNanos);

  /** Moves the deadline. True where a live guard was told. */
  boolean feed(Epoch epoch, long deadlineNanos);

  /**
   * The cluster is paused: stop counting until the next {@link #feed}. True where a live guard was
   * told.
   */
  boolean hold(Epoch epoch);

  /** The server cannot take writes any more (stopped, or in recovery): the guard ends. */
  void disarm();

  /**
   * The lease that an earlier agent of this boot had fed to the guard, if that guard still counts:
   * so that an agent which restarts in time goes on with a running primary. Waits two seconds for a
   * guard that does not answer.
   */
  Optional<Inherited> inherited();

  /** True where one runs here, whoever started it and whatever it counts for. */
  boolean exists();

  /**
   * A lease taken over.
   *
   * @param epoch whose
   * @param deadlineNanos on {@link System#nanoTime()} of this process; {@link Long#MAX_VALUE} while
   *     held
   */
  record Inherited(Epoch epoch, long deadlineNanos) {}
}
