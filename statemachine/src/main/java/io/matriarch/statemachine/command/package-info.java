/** The replicated vocabulary: commands that ask, replies that answer, events that tell. */
@NullMarked
package io.matriarch.statemachine.command;

import org.jspecify.annotations.NullMarked;
