/**
 * One class per fault: what must hold when it strikes a real cluster, measured and written into the
 * table of results.
 */
@NullMarked
package io.matriarch.chaos.scenario;

import org.jspecify.annotations.NullMarked;
