package io.matriarch.statemachine.model;

/** Whether a commit waits for standbys: {@code synchronous_mode}. */
public enum SyncMode {
  /** For nobody: a failover may lose what no standby had received. */
  OFF,
  /** For the named ones, {@code synchronous_node_count} of them. */
  ON,
  /** For any {@code synchronous_node_count} of all that keep up. */
  QUORUM
}
