/**
 * Clients of a cluster inside its network: writers, REST calls. They are threads of the test's own
 * JVM that entered the client's network namespace, so all times are on one monotonic clock.
 */
@NullMarked
package io.matriarch.chaos.client;

import org.jspecify.annotations.NullMarked;
