/**
 * What systemd is told of the agent that it runs: ready, alive, stopping. The protocol is a
 * datagram to a Unix socket, which the JDK has no words for.
 */
@NullMarked
package io.matriarch.agent.systemd;

import org.jspecify.annotations.NullMarked;
