/**
 * The program: reads its configuration, builds every long-lived object in one place, runs, ends.
 */
@NullMarked
package io.matriarch.agent.app;

import org.jspecify.annotations.NullMarked;
