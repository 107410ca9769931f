package io.matriarch.chaos.simulation.postgres;

import io.matriarch.statemachine.node.Decision;

/** Told of what the servers do. */
public interface ServerWatch {
  /** It left recovery, or started as a primary: from now on it takes writes. */
  default void beganToWrite(Server server) {}

  /** A commit was acknowledged to its client. */
  default void acknowledged(Server server, Write write) {}

  /** A standby begins to stream from {@code source}. */
  default void streams(Server standby, Server source) {}

  /** Its agent begins an act. */
  default void begins(Server server, Decision decision) {}

  /** A guard is about to kill a server that runs. */
  default void guardKills(Server server) {}
}
