/**
 * What the operator lets the agent run or make in its place: commands that make a database or a
 * copy, hooks, callbacks. Values only; read from the configuration, carried out by the acts.
 */
@NullMarked
package io.matriarch.agent.script;

import org.jspecify.annotations.NullMarked;
