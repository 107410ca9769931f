package io.matriarch.chaos.simulation.world;

/** Kinds of traffic: each can be cut, slowed and lost apart from the others. */
public enum Link {
  RAFT,
  API,
  WAL,
  CLIENT
}
