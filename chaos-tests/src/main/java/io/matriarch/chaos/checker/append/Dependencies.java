package io.matriarch.chaos.checker.append;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What each transaction must come after, drawn from the order of the lists. */
final class Dependencies {
  private Dependencies() {}

  static Graph of(List<Transaction> transactions, Versions versions) {
    var graph = new Graph(transactions.size());
    versions.orders().forEach((key, order) -> writes(key, order, versions, graph));
    for (var reader : transactions) {
      reader.externalReads().forEach((key, seen) -> read(reader, key, seen, versions, graph));
    }
    return graph;
  }

  private static void writes(long key, List<Long> order, Versions versions, Graph graph) {
    for (int i = 1; i < order.size(); i++) {
      var before = versions.writer(key, order.get(i - 1));
      var after = versions.writer(key, order.get(i));
      if (before.isPresent() && after.isPresent()) {
        graph.add(before.get().id(), after.get().id(), Graph.Kind.WRITE_WRITE, key);
      }
    }
  }

  private static void read(
      Transaction reader, long key, List<Long> seen, Versions versions, Graph graph) {
    var order = versions.order(key);
    if (!Versions.isBeginning(seen, order)) {
      return;
    }
    if (!seen.isEmpty()) {
      versions
          .writer(key, seen.getLast())
          .ifPresent(w -> graph.add(w.id(), reader.id(), Graph.Kind.WRITE_READ, key));
    }
    if (seen.size() < order.size()) {
      versions
          .writer(key, order.get(seen.size()))
          .ifPresent(w -> graph.add(reader.id(), w.id(), Graph.Kind.READ_WRITE, key));
    }
  }

  /** Pairs of transactions that read one version of a list and both appended to it. */
  static List<Map.Entry<Transaction, Transaction>> lostUpdates(
      List<Transaction> transactions, Versions versions) {
    List<Map.Entry<Transaction, Transaction>> pairs = new ArrayList<>();
    for (var reader : transactions) {
      var appended = reader.lastAppends();
      reader
          .externalReads()
          .forEach(
              (key, seen) -> {
                var order = versions.order(key);
                if (appended.containsKey(key)
                    && order.contains(appended.get(key))
                    && Versions.isBeginning(seen, order)
                    && seen.size() < order.size()) {
                  versions
                      .writer(key, order.get(seen.size()))
                      .filter(next -> next.id() != reader.id())
                      .filter(next -> seen.equals(next.externalReads().get(key)))
                      .ifPresent(next -> pairs.add(Map.entry(next, reader)));
                }
              });
    }
    return pairs;
  }
}
