/**
 * A whole cluster in one thread under a virtual clock: the real control loops with everything that
 * they decide by, and fakes that behave for all the rest. Every run follows from one seed.
 */
@NullMarked
package io.matriarch.chaos.simulation;

import org.jspecify.annotations.NullMarked;
