/** Whole runs of chaos: a cluster, clients, a schedule of faults, a verdict and what proves it. */
@NullMarked
package io.matriarch.chaos.runner;

import org.jspecify.annotations.NullMarked;
