package io.matriarch.chaos.simulation.postgres;

/** The host under a server. */
public interface Machine {
  /** Its member's name, which standbys use as their application name. */
  String name();

  int place();

  /** False without power, and while the whole host stands still. */
  boolean runs();

  /** Runs it after a time, later where the host stands still meanwhile; not after a power loss. */
  void after(long nanos, Runnable what);
}
