/** The only code that makes a new cluster state. */
@NullMarked
package io.matriarch.statemachine.transition;

import org.jspecify.annotations.NullMarked;
