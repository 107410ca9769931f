/**
 * A small certificate authority for the members of one cluster, as files. Bouncy Castle is known
 * here alone, so that no other command loads it.
 */
@NullMarked
package io.matriarch.ctl.pki;

import org.jspecify.annotations.NullMarked;
