package io.matriarch.chaos.checker.append;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who appended what, and the order of each list: that of the settled read of it, the last one that
 * was sent after all others were answered, or of the longest.
 */
final class Versions {
  /** What a transaction saw of a list. */
  record Look(Transaction reader, List<Long> list) {}

  /** An element of a list. */
  record Element(long key, long value) {}

  private final Map<Element, Transaction> writers = new HashMap<>();
  private final SortedMap<Long, List<Long>> orders = new TreeMap<>();
  private final Map<Long, Transaction> orderedBy = new HashMap<>();
  private final Map<Long, Look> latest = new HashMap<>();

  Versions(List<Transaction> transactions) {
    for (var transaction : transactions) {
      transaction
          .appends()
          .forEach(a -> writers.put(new Element(a.key(), a.element()), transaction));
    }
    for (var transaction : transactions) {
      transaction.reads().forEach(read -> learn(transaction, read));
    }
  }

  private void learn(Transaction reader, Step.Read read) {
    latest.merge(
        read.key(),
        new Look(reader, read.list()),
        (a, b) -> a.reader().operation().sentNanos() > b.reader().operation().sentNanos() ? a : b);
    var known = orderedBy.get(read.key());
    if (known == null || better(reader, read, known)) {
      orderedBy.put(read.key(), reader);
      orders.put(read.key(), read.list());
    }
  }

  /**
   * The longer of two that agree. If they do not, the later: what it has not is gone, and what
   * others read of it hung in the air.
   */
  private boolean better(Transaction reader, Step.Read read, Transaction known) {
    var order = orders.getOrDefault(read.key(), List.of());
    if (isBeginning(order, read.list()) || isBeginning(read.list(), order)) {
      return read.list().size() >= order.size();
    }
    return reader.operation().endNanos() >= known.operation().endNanos();
  }

  static boolean isBeginning(List<Long> beginning, List<Long> whole) {
    return beginning.size() <= whole.size() && whole.subList(0, beginning.size()).equals(beginning);
  }

  Optional<Transaction> writer(long key, long element) {
    return Optional.ofNullable(writers.get(new Element(key, element)));
  }

  /** All lists that anybody read, by key. */
  SortedMap<Long, List<Long>> orders() {
    return orders;
  }

  List<Long> order(long key) {
    return orders.getOrDefault(key, List.of());
  }

  /** Who showed the order of a list; empty if nobody read it. */
  Optional<Transaction> orderedBy(long key) {
    return Optional.ofNullable(orderedBy.get(key));
  }

  /** The read of a list that was sent last. */
  Optional<Look> latest(long key) {
    return Optional.ofNullable(latest.get(key));
  }

  /** The part of a read that the order does not have: what vanished, or is somewhere else. */
  List<Long> beyond(Step.Read read) {
    var order = order(read.key());
    int same = 0;
    while (same < Math.min(order.size(), read.list().size())
        && order.get(same).equals(read.list().get(same))) {
      same++;
    }
    return new ArrayList<>(read.list().subList(same, read.list().size()));
  }
}
