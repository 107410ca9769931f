/** What every part of a simulated cluster shares: time, chance, network, trace. */
@NullMarked
package io.matriarch.chaos.simulation.world;

import org.jspecify.annotations.NullMarked;
