package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.HookResult;
import io.matriarch.statemachine.model.PhaseTimes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node's wishes to the cluster are decided from.
 *
 * @param node the node
 * @param renewalSentNanos when the last renewal was sent; null where none was for this lease
 * @param initialConfig the dynamic configuration that the node's file proposes for a new cluster
 * @param times how long the change of primary took that made this node the primary; null where that
 *     is not known here
 * @param wallMillis time of day, for the history; never an input to a decision
 * @param hooks the last few commands of the operator's that were run here, oldest first
 */
public record WishSeen(
    NodeSeen node,
    @Nullable Long renewalSentNanos,
    ConfigValue.Tree initialConfig,
    @Nullable PhaseTimes times,
    long wallMillis,
    List<HookResult> hooks) {
  public WishSeen {
    hooks = List.copyOf(hooks);
  }
}
