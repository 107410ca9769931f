/** What goes wrong, what operators do, and how everything is healed. */
@NullMarked
package io.matriarch.chaos.simulation.fault;

import org.jspecify.annotations.NullMarked;
