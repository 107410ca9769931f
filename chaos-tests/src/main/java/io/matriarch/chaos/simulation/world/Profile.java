package io.matriarch.chaos.simulation.world;

import java.util.Locale;

/** What kind of cluster a run is about. */
public enum Profile {
  /** Asynchronous replication: the lease alone keeps two primaries apart. */
  OFF,
  /** Any of the standbys that keep up must have a commit: nothing acknowledged is lost. */
  QUORUM,
  /** The named standbys must. */
  ON,
  /** The mode is changed now and then, under load. */
  MIXED,
  /** Clocks whose rates differ by more than is assumed: the checks must notice. */
  CLOCKS;

  /** True where nothing is promised of acknowledged commits. */
  public boolean isAsynchronous() {
    return this == OFF || this == CLOCKS;
  }

  /** The name as it is given on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
