package io.matriarch.chaos.history;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All writes of a scenario, by the time of their answers. */
public record History(List<Attempt> attempts) {
  public History {
    attempts = attempts.stream().sorted(Attempt.BY_END).toList();
  }

  public Stream<Attempt> acknowledged() {
    return attempts.stream().filter(Attempt::acknowledged);
  }

  /** Rows that a client was promised and the surviving primary does not have. */
  public SortedSet<Long> lost(Set<Long> rowsFound) {
    SortedSet<Long> lost = new TreeSet<>();
    acknowledged().map(Attempt::row).filter(row -> !rowsFound.contains(row)).forEach(lost::add);
    return lost;
  }

  /**
   * The first acknowledged write that was sent at or after a moment: from the moment to its answer
   * is how long nobody could write.
   */
  public Optional<Attempt> firstWriteSentAfter(long nanos) {
    return acknowledged().filter(attempt -> attempt.sentNanos() >= nanos).findFirst();
  }

  public Optional<Attempt> lastWriteOf(String node) {
    return acknowledged().filter(attempt -> attempt.node().equals(node)).reduce((a, b) -> b);
  }

  /**
   * The longest time without an acknowledgement, of all such times that touch the interval. What is
   * before the first and after the last acknowledgement counts up to the interval's ends, so
   * silence to the end is a gap too.
   */
  public Duration longestGap(long fromNanos, long toNanos) {
    long last =
        acknowledged()
            .mapToLong(Attempt::endNanos)
            .filter(end -> end <= fromNanos)
            .max()
            .orElse(fromNanos);
    long longest = 0;
    for (Attempt attempt : (Iterable<Attempt>) acknowledged()::iterator) {
      if (attempt.endNanos() > last && last <= toNanos) {
        longest = Math.max(longest, attempt.endNanos() - last);
        last = attempt.endNanos();
      }
    }
    return Duration.ofNanos(Math.max(longest, toNanos - last));
  }

  /** Every stretch of one node as primary on one timeline, by first acknowledgement. */
  public List<Reign> reigns() {
    Map<String, Reign> byName = new HashMap<>();
    acknowledged().map(Reign::of).forEach(reign -> byName.merge(reign.name(), reign, Reign::with));
    return byName.values().stream().sorted(Comparator.comparingLong(Reign::firstEndNanos)).toList();
  }

  /** Pairs of nodes that certainly were writable at the same time; empty is what must be. */
  public List<Overlap> overlaps() {
    List<Reign> reigns = reigns();
    return reigns.stream()
        .flatMap(a -> reigns.stream().flatMap(b -> Overlap.between(a, b).stream()))
        .filter(overlap -> overlap.earlier().name().compareTo(overlap.later().name()) < 0)
        .toList();
  }

  public static History of(Collection<Attempt> attempts) {
    return new History(List.copyOf(attempts));
  }
}
