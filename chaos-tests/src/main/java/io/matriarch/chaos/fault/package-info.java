/**
 * What can go wrong on purpose: faults as values, schedules of them drawn from a seed, their text
 * that can be read back, and the search for the few that a failure needs. Nothing here touches a
 * machine.
 */
@NullMarked
package io.matriarch.chaos.fault;

import org.jspecify.annotations.NullMarked;
