/**
 * Replication slots of this node's server: made, advanced and dropped as the loop's {@link
 * io.matriarch.statemachine.node.SlotPlan} says, on a thread and a connection of their own, each
 * step with a time limit. Nothing here is waited for by an act.
 */
@NullMarked
package io.matriarch.agent.slots;

import org.jspecify.annotations.NullMarked;
