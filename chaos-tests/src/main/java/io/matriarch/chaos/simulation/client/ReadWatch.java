package io.matriarch.chaos.simulation.client;

import io.matriarch.chaos.simulation.postgres.Server;

/** Told of what clients read. */
public interface ReadWatch {
  /** One question of a client: what was acknowledged before it was asked must be in its answer. */
  interface Question {
    /** A server that takes itself for the primary answers with what it has now. */
    void answeredBy(Server server);
  }

  /** A client asks now. */
  Question asked();
}
