package io.matriarch.chaos.simulation.report;

import io.matriarch.chaos.simulation.world.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Many outcomes put together. Thread-safe. */
public final class Summary {
  private static final int FAILURES_KEPT = 200;

  private final long begunNanos = System.nanoTime();
  private final Tally tally = new Tally();
  private final SortedMap<Long, String> failures = new TreeMap<>();
  private final List<Long> gapsMillis = new ArrayList<>();
  private long seeds;
  private long failed;
  private Duration simulated = Duration.ZERO;
  private long events;
  private long failovers;
  private long acknowledged;

  public synchronized void add(Outcome outcome) {
    seeds++;
    simulated = simulated.plus(outcome.simulated());
    events += outcome.events();
    failovers += outcome.failovers();
    acknowledged += outcome.acknowledged();
    tally.add(outcome.tally());
    outcome.gapsNanos().forEach(g -> gapsMillis.add(g / 1_000_000));
    if (outcome.violated() != null) {
      failed++;
      tally.count("violation", outcome.violated());
      if (failures.size() < FAILURES_KEPT) {
        failures.put(outcome.seed(), outcome.detail());
      }
    }
  }

  public synchronized long seeds() {
    return seeds;
  }

  public synchronized long failed() {
    return failed;
  }

  /** The seeds that failed, each with what was wrong; at most the first two hundred. */
  public synchronized SortedMap<Long, String> failures() {
    return new TreeMap<>(failures);
  }

  synchronized Tally tally() {
    return tally;
  }

  synchronized Duration simulated() {
    return simulated;
  }

  synchronized long events() {
    return events;
  }

  synchronized long failovers() {
    return failovers;
  }

  synchronized long acknowledged() {
    return acknowledged;
  }

  /** In milliseconds, shortest first. */
  synchronized List<Long> gapsMillis() {
    return gapsMillis.stream().sorted().toList();
  }

  Duration taken() {
    return Duration.ofNanos(System.nanoTime() - begunNanos);
  }

  /** One line for somebody who waits. */
  public synchronized String progress() {
    double seconds = taken().toMillis() / 1e3;
    return "%d seeds, %.1f h simulated, %.0f times real time, %d failovers, %d violations"
        .formatted(
            seeds,
            simulated.toSeconds() / 3600.0,
            simulated.toSeconds() / seconds,
            failovers,
            failed);
  }

  /** What the run was about, for somebody who reads what a build printed. */
  public synchronized String detail() {
    var gaps = gapsMillis();
    return "interruptions: %d, median %s ms, worst %s ms; faults: %s"
        .formatted(
            gaps.size(),
            gaps.isEmpty() ? "-" : gaps.get(gaps.size() / 2),
            gaps.isEmpty() ? "-" : gaps.getLast(),
            tally.of("fault"));
  }
}
