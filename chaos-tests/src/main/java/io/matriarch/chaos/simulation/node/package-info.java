/** A host: its power, its clock, the agent's process with the real control loop, and the guard. */
@NullMarked
package io.matriarch.chaos.simulation.node;

import org.jspecify.annotations.NullMarked;
