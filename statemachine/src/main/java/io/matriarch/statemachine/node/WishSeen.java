package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * What a node's wishes to the cluster are decided from.
 *
 * @param node the node
 * @param renewalSentNanos when the last renewal was sent; null where none was for this lease
 * @param initialConfig the dynamic configuration that the node's file proposes for a new cluster
 * @param wallMillis time of day, for the history; never an input to a decision
 */
public record WishSeen(
    NodeSeen node,
    @Nullable Long renewalSentNanos,
    ConfigValue.Tree initialConfig,
    long wallMillis) {}
