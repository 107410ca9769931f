/** Certificates for tests. */
@NullMarked
package io.matriarch.net.tls;

import org.jspecify.annotations.NullMarked;
