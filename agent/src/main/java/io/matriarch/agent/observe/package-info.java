/**
 * Looks at the local PostgreSQL: one probe that asks everything in one statement, and the newest
 * look for whoever decides. Used by {@code act}.
 */
@NullMarked
package io.matriarch.agent.observe;

import org.jspecify.annotations.NullMarked;
