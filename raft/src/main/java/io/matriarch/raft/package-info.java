/**
 * Consensus, as the rest of Matriarch sees it: a log of commands and the state they lead to. No
 * Ratis type shows here; the adapter is in {@code io.matriarch.raft.ratis}.
 */
@NullMarked
package io.matriarch.raft;

import org.jspecify.annotations.NullMarked;
