/** Strikes the hosts of a lab with faults, and heals them. */
@NullMarked
package io.matriarch.chaos.nemesis;

import org.jspecify.annotations.NullMarked;
