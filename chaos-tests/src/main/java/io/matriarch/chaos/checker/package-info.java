/**
 * Judges of histories: pure functions from what clients asked and were told to a verdict. None of
 * them may call a history good for want of time or memory: then the verdict is unknown.
 */
@NullMarked
package io.matriarch.chaos.checker;

import org.jspecify.annotations.NullMarked;
