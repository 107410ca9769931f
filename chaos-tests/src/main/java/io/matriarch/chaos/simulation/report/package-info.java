/** What many runs were about, as one page. */
@NullMarked
package io.matriarch.chaos.simulation.report;

import org.jspecify.annotations.NullMarked;
