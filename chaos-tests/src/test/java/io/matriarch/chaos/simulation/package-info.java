/** The simulator at work in the build, and the proof that it has teeth. */
@NullMarked
package io.matriarch.chaos.simulation;

import org.jspecify.annotations.NullMarked;
