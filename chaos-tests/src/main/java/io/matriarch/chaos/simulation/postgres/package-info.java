/**
 * PostgreSQL as far as it matters for availability: WAL and timelines, what is on disk and what is
 * not, streaming and synchronous commit, crash recovery, promotion, shutdown, rewind and clone.
 */
@NullMarked
package io.matriarch.chaos.simulation.postgres;

import org.jspecify.annotations.NullMarked;
