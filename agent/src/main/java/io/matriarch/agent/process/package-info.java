/**
 * Processes of this host as Linux shows them: signals, {@code /proc}, and tools run to their end.
 * It knows nothing of PostgreSQL but the name of its processes, and uses the JDK alone.
 */
@NullMarked
package io.matriarch.agent.process;

import org.jspecify.annotations.NullMarked;
