/**
 * What one node does about the cluster state: what it saw, the rules, and the decision. Pure: run
 * by every agent's control loop and by the simulator.
 */
@NullMarked
package io.matriarch.statemachine.node;

import org.jspecify.annotations.NullMarked;
