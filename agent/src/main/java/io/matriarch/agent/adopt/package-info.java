/**
 * Prepares a node for an agent that takes over a server which somebody else started: looks, says
 * what would happen, and with the operator's consent makes what is missing and leaves the order.
 *
 * <p>It asks PostgreSQL through the package {@code postgres} and changes nobody's role: the agent
 * does, when it is started and finds the order.
 */
@NullMarked
package io.matriarch.agent.adopt;

import org.jspecify.annotations.NullMarked;
