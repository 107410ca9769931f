/** The control loop: one thread that looks, decides, looks again and acts. */
@NullMarked
package io.matriarch.agent.loop;

import org.jspecify.annotations.NullMarked;
