package io.matriarch.chaos.report;

import java.time.Duration;
import java.util.List;

/** The times of a run in which nobody could write. */
public final class Outages {
  private Outages() {}

  /** How long each was, in their order. */
  public static List<Duration> of(RunRecord run) {
    return Traffic.of(run.histories().values(), run.length()).outages().stream()
        .map(Traffic.Outage::length)
        .toList();
  }
}
