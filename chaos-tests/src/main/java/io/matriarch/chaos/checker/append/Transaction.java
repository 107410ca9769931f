package io.matriarch.chaos.checker.append;

import io.matriarch.chaos.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A transaction of a history.
 *
 * @param id its place, from 0
 */
record Transaction(int id, Operation operation, List<Step> steps) {
  static List<Transaction> of(List<Operation> operations) {
    List<Transaction> transactions = new ArrayList<>();
    for (var operation : operations) {
      transactions.add(new Transaction(transactions.size(), operation, Step.of(operation)));
    }
    return transactions;
  }

  boolean ok() {
    return operation.ok();
  }

  /** Its name for people. */
  String name() {
    return "T" + operation.invoke().index();
  }

  Stream<Step.Append> appends() {
    return steps.stream().filter(Step.Append.class::isInstance).map(Step.Append.class::cast);
  }

  /** What it saw; nothing of a transaction that nobody answered. */
  Stream<Step.Read> reads() {
    return ok()
        ? steps.stream().filter(Step.Read.class::isInstance).map(Step.Read.class::cast)
        : Stream.of();
  }

  /** Its last append to a list, which others may see. */
  Map<Long, Long> lastAppends() {
    Map<Long, Long> last = new HashMap<>();
    appends().forEach(append -> last.put(append.key(), append.element()));
    return last;
  }

  /**
   * What others had written when it first read a list, before any append of its own: the version
   * that it depends on.
   */
  Map<Long, List<Long>> externalReads() {
    Map<Long, List<Long>> seen = new LinkedHashMap<>();
    if (ok()) {
      List<Long> written = new ArrayList<>();
      for (var step : steps) {
        switch (step) {
          case Step.Append append -> written.add(append.key());
          case Step.Read read -> {
            if (!written.contains(read.key())) {
              seen.putIfAbsent(read.key(), read.list());
            }
          }
        }
      }
    }
    return seen;
  }
}
