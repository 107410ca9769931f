/**
 * What clients wrote and were told, and the checkers that judge it. Pure values; no clock, no I/O.
 */
@NullMarked
package io.matriarch.chaos.history;

import org.jspecify.annotations.NullMarked;
