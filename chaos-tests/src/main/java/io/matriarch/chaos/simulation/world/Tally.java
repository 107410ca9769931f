package io.matriarch.chaos.simulation.world;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What happened how often in a run, by kind and name. */
public final class Tally {
  private final SortedMap<String, SortedMap<String, Long>> kinds = new TreeMap<>();

  public void count(String kind, String name) {
    ofKind(kind).merge(name, 1L, Long::sum);
  }

  public void add(Tally other) {
    other.kinds.forEach(
        (kind, counts) -> {
          var mine = ofKind(kind);
          counts.forEach((name, times) -> mine.merge(name, times, Long::sum));
        });
  }

  /** The counts of one kind, by name. */
  public SortedMap<String, Long> of(String kind) {
    return Collections.unmodifiableSortedMap(kinds.getOrDefault(kind, new TreeMap<>()));
  }

  /** All of them: equal where the same happened as often. */
  public SortedMap<String, SortedMap<String, Long>> counts() {
    return Collections.unmodifiableSortedMap(kinds);
  }

  private SortedMap<String, Long> ofKind(String kind) {
    return kinds.computeIfAbsent(kind, k -> new TreeMap<>());
  }
}
