package io.matriarch.chaos.workload;

/** Whom a client wants to talk to. */
public sealed interface Door {
  /** The primary, found by the driver among all nodes. */
  record Primary() implements Door {}

  /** Whom the proxy leads to; the primary where there is no proxy. */
  record Proxy() implements Door {}

  /** Some standby, found by the driver among all nodes. */
  record Standby() implements Door {}

  /**
   * One node, whatever it is.
   *
   * @param index of the node, by name; taken modulo how many there are
   */
  record Node(int index) implements Door {}
}
