package io.matriarch.agent.loop;

import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * The node's PostgreSQL as the loop knows it: something to look at and to act on. Thread-safe; no
 * method blocks.
 */
public interface Database {
  /** The newest look; cheap, from memory. */
  DatabaseSeen seen();

  /**
   * Asks for a fresh probe at once; when it is answered (or fails) the listener given at
   * construction runs.
   */
  void look();

  /**
   * Carries out a decision, on another thread. The loop starts one act at a time, except that a
   * {@link Decision.Fence} may come while another act runs: that act is then abandoned, ends as
   * {@code Cancelled} or {@code Failed}, and begins nothing more.
   *
   * @param decision anything but {@link Decision.Wait}
   * @param stillJustified asked again right before every irreversible step; where it says no, the
   *     act ends as {@code Cancelled}
   * @return completes always, never exceptionally
   */
  CompletionStage<ActResult> start(Decision decision, BooleanSupplier stillJustified);
}
