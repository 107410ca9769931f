package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.consensus.LogWatch;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.ServerWatch;

/** Something that holds at every moment; its name is what a failure is called. */
public interface Invariant extends LogWatch, ServerWatch {
  /** Asked after every event. */
  default void afterEvent() {}

  /** Asked after each turn of a control loop. */
  default void afterTurn(Host host) {}

  /** The server of the other site leaves recovery. */
  default void otherSideWrites(Server server) {}

  default String name() {
    return getClass().getSimpleName();
  }
}
