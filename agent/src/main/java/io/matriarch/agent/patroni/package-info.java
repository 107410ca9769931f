/**
 * Translates a configuration of Patroni into one of Matriarch. Every key of the source is carried
 * over, or named with why it is not and what to do instead; nothing is left out in silence.
 *
 * <p>It uses the YAML reader of the configuration, and its parser to try what it wrote. It is used
 * by {@code matriarch import-patroni} alone.
 */
@NullMarked
package io.matriarch.agent.patroni;

import org.jspecify.annotations.NullMarked;
