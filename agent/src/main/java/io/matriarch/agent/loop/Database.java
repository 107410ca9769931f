package io.matriarch.agent.loop;

import io.matriarch.statemachine.model.NodeDetail;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.Adoption;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.RemoteView;
import io.matriarch.statemachine.node.SlotPlan;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The node's PostgreSQL as the loop knows it: something to look at and to act on. Thread-safe; no
 * method blocks.
 */
public interface Database {
  /** The newest look; cheap, from memory. */
  DatabaseSeen seen();

  /** What nobody's role depends on; cheap, from memory. */
  default NodeDetail detail() {
    return NodeDetail.NONE;
  }

  /** What is known of the cluster that this one follows; null where it follows none. */
  default @Nullable RemoteView remote() {
    return null;
  }

  /** What the operator should do about what nobody's role depends on; null where all is well. */
  default @Nullable String trouble() {
    return null;
  }

  /** The running server that an operator ordered to be adopted; null where none. */
  default @Nullable Adoption adopting() {
    return null;
  }

  /** The order to adopt is done, or void: the cluster has its database. */
  default void adopted() {}

  /**
   * Notes on disk whether this node is drained; blocks for a moment.
   *
   * @throws IOException where it cannot be noted: nothing has changed then
   */
  default void drain(boolean drained) throws IOException {
    throw new IOException("there is no database here");
  }

  /** The slots that shall be there from now on; carried out beside the acts. */
  default void keep(SlotPlan plan) {}

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
