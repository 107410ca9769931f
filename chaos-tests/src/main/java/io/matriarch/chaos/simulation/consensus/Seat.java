package io.matriarch.chaos.simulation.consensus;

import io.matriarch.chaos.simulation.world.HostClock;
import io.matriarch.statemachine.model.MemberId;

/** Where a member of the group runs. */
public interface Seat {
  MemberId id();

  /** Its place in the network. */
  int place();

  /** True while the agent's process runs and is not held up. */
  boolean runs();

  HostClock clock();

  /** Runs it now, or when a pause of the process ends; never where the process has ended. */
  void whenAwake(Runnable what);
}
