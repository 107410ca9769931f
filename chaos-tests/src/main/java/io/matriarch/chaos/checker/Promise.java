package io.matriarch.chaos.checker;

/** What the cluster's mode promises of an acknowledged commit; it decides what is a defect. */
public enum Promise {
  /** It survives whatever the cluster survives: {@code quorum}, and {@code on} while in sync. */
  ACKNOWLEDGED_SURVIVES,
  /** The last ones before a failover may go: {@code off}. */
  LOSS_ALLOWED
}
