/**
 * PostgreSQL on this host: its settings and files, its server process, its tools, and connections
 * to it. The only importer of {@code org.postgresql}; used by {@code observe} and {@code act}.
 */
@NullMarked
package io.matriarch.agent.postgres;

import org.jspecify.annotations.NullMarked;
