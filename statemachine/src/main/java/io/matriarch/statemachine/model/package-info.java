/**
 * The immutable values that a cluster is described with. They depend on the JDK alone, read no
 * clock and check themselves when they are made. Every other package may use them.
 */
@NullMarked
package io.matriarch.statemachine.model;

import org.jspecify.annotations.NullMarked;
