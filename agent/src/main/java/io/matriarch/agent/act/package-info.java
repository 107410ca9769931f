/**
 * Carries decisions out on the local PostgreSQL: one executor per decision, each repeatable. An
 * executor may retry and give up; it may not choose. {@link LocalPostgres} is the way in, used by
 * the loop.
 */
@NullMarked
package io.matriarch.agent.act;

import org.jspecify.annotations.NullMarked;
