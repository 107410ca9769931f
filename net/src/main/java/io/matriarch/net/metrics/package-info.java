/** {@code GET /metrics}: one view of an agent as Prometheus text. */
@NullMarked
package io.matriarch.net.metrics;

import org.jspecify.annotations.NullMarked;
