/**
 * A consensus log as its users see it: one order of commands, leaders that come and go and do not
 * always know it, replies that are lost, members that lag and that start again from a snapshot.
 */
@NullMarked
package io.matriarch.chaos.simulation.consensus;

import org.jspecify.annotations.NullMarked;
