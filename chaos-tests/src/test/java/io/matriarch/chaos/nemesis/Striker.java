package io.matriarch.chaos.nemesis;

import io.matriarch.chaos.fault.Fault;

/** Who can strike a cluster with faults, wherever its nodes live. */
public interface Striker {
  /**
   * Strikes.
   *
   * @throws NotNow if that is not possible at this moment, or here at all, with the reason
   */
  Struck strike(Fault fault);
}
