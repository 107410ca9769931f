package io.matriarch.statemachine.model;

/**
 * What the holder of the lease has said with its last renewal, in a cluster that follows another
 * one. Until then its server may be taking writes still, by the same lease.
 */
public enum Stance {
  /** Its server takes no writes, nor is anything under way here that could let it. */
  QUIET,
  /** Besides it streams from a server of the other cluster, which has all the WAL that is here. */
  FOLLOWS
}
