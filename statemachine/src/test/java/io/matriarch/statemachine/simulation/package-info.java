/**
 * A whole cluster in one thread under a virtual clock: the real transitions, rules and wishes, and
 * fakes that behave for consensus, network, PostgreSQL and guard. Every run follows from one seed.
 */
@NullMarked
package io.matriarch.statemachine.simulation;

import org.jspecify.annotations.NullMarked;
