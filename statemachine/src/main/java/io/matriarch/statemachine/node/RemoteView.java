package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.TimelineHistory;
import org.jspecify.annotations.Nullable;

/**
 * What a node of a standby cluster knows of the history that it shall follow.
 *
 * @param server what the other cluster's server said lately; null where none answers
 * @param trouble why none does, for people; empty where one does
 * @param own how this node's standby came to its timeline; null where that is not known
 */
public record RemoteView(
    @Nullable RemoteSeen server, String trouble, @Nullable TimelineHistory own) {}
