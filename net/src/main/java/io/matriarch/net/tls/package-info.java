/**
 * Certificates and keys from PEM files, for the server, for agents towards their peers and for the
 * command line. Depends on the JDK only.
 */
@NullMarked
package io.matriarch.net.tls;

import org.jspecify.annotations.NullMarked;
