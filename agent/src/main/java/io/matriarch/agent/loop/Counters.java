package io.matriarch.agent.loop;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Monotonic counts by Prometheus name. Thread-safe; names come from a fixed vocabulary, so it is
 * bounded.
 */
final class Counters {
  private final ConcurrentSkipListMap<String, AtomicLong> counts = new ConcurrentSkipListMap<>();

  void add(String name) {
    add(name, 1);
  }

  void add(String name, long more) {
    counts.computeIfAbsent(name, n -> new AtomicLong()).addAndGet(more);
  }

  SortedMap<String, Long> snapshot() {
    var snapshot = new TreeMap<String, Long>();
    counts.forEach((k, v) -> snapshot.put(k, v.get()));
    return snapshot;
  }
}
