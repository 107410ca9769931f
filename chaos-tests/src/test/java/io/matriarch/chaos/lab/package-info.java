/**
 * The lab: hosts, their network and what can go wrong with both, on one machine.
 *
 * <p>A host is a network, PID and mount namespace on a bridge that lives in a namespace of its own,
 * so nothing here touches the machine's network. Real agents and real PostgreSQL run inside; power
 * loss, cuts and pauses are the kernel's, not simulated. Needs root; where that is missing the
 * tests skip and say so ({@link io.matriarch.chaos.lab.Prerequisites}).
 */
@NullMarked
package io.matriarch.chaos.lab;

import org.jspecify.annotations.NullMarked;
