package io.matriarch.chaos.simulation.node;

/** Told of each turn of a control loop. */
public interface TurnWatch {
  void turned(Host host);
}
