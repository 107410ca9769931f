/** What must always hold, one class for each, told of events and asked after each. */
@NullMarked
package io.matriarch.chaos.simulation.check;

import org.jspecify.annotations.NullMarked;
