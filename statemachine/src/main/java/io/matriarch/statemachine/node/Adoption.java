package io.matriarch.statemachine.node;

import org.jspecify.annotations.Nullable;

/**
 * A running server that an operator ordered to be made the cluster's.
 *
 * @param systemIdentifier of its database
 * @param obstacle why it may not be offered to the cluster yet; null where it may
 * @param offered it was, and may be the cluster's already: from then on it writes by the lease that
 *     would come of it, and the order protects it no more
 */
public record Adoption(String systemIdentifier, @Nullable String obstacle, boolean offered) {
  /** Of a server that may be offered. */
  public Adoption(String systemIdentifier) {
    this(systemIdentifier, null, false);
  }
}
