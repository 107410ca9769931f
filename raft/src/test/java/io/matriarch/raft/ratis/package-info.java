/** Real Ratis groups on loopback, in this process or in children of it. */
@NullMarked
package io.matriarch.raft.ratis;

import org.jspecify.annotations.NullMarked;
