/**
 * The HTTP/1.1 server on Netty: connections, limits, and the way from bytes to a request and back.
 * What a path means is not known here.
 */
@NullMarked
package io.matriarch.net.http;

import org.jspecify.annotations.NullMarked;
