package io.matriarch.chaos.simulation.postgres;

import io.matriarch.chaos.simulation.world.Network;
import org.jspecify.annotations.Nullable;

/** How a server finds another one. */
public interface Cluster {
  /** The server at {@code host:port}, which may be down; null where there is none. */
  @Nullable Server at(String address);

  Network network();

  /** For a new database: different from every one before. */
  String newSystemIdentifier();
}
