/**
 * A client of the agents' REST API, used by the command line, by agents towards their peers and by
 * tests. It knows HTTP, JSON and several base URLs, and nothing of what the answers mean.
 *
 * <p>Depends on the JDK and Jackson only, so that a command-line program starts quickly.
 */
@NullMarked
package io.matriarch.net.client;

import org.jspecify.annotations.NullMarked;
