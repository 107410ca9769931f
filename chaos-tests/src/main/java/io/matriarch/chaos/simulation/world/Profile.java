package io.matriarch.chaos.simulation.world;

import java.util.Locale;

/** What kind of cluster a run is about. */
public enum Profile {
  /** Asynchronous replication: the lease alone keeps two primaries apart. */
  OFF,
  /** Clocks whose rates differ by more than is assumed: the checks must notice. */
  CLOCKS;

  /** The name as it is given on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
