package io.matriarch.chaos.simulation.world;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What happened how often in a run, by name: {@code kind/name}. */
public final class Tally {
  private final SortedMap<String, Long> counts = new TreeMap<>();

  public void count(String kind, String name) {
    counts.merge(kind + "/" + name, 1L, Long::sum);
  }

  public void add(Tally other) {
    other.counts.forEach((name, times) -> counts.merge(name, times, Long::sum));
  }

  public SortedMap<String, Long> counts() {
    return Collections.unmodifiableSortedMap(counts);
  }

  /** The counts of one kind, without its name before them. */
  public SortedMap<String, Long> of(String kind) {
    var part = new TreeMap<String, Long>();
    counts.forEach(
        (name, times) -> {
          if (name.startsWith(kind + "/")) {
            part.put(name.substring(kind.length() + 1), times);
          }
        });
    return part;
  }
}
