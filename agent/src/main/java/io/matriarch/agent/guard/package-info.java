/**
 * What stops PostgreSQL when the agent does not: the guard process and the watchdog device. It uses
 * the JDK alone and is used by the control loop.
 */
@NullMarked
package io.matriarch.agent.guard;

import org.jspecify.annotations.NullMarked;
