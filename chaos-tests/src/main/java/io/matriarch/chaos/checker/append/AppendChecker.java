package io.matriarch.chaos.checker.append;

import io.matriarch.chaos.checker.Checker;
import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.Verdict;
import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.edn.EdnText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Transactions that read lists and append unique elements to them: {@code txn [[:append 1 2] [:r 3
 * nil]]}, answered with what was read.
 *
 * @param isolation the level the transactions ran at; what it allows is counted and no defect
 */
public record AppendChecker(Promise promise, Isolation isolation) implements Checker {
  private static final int WITNESSES = 3;

  @Override
  public Verdict check(OpHistory history) {
    if (promise == Promise.LOSS_ALLOWED) {
      return Verdict.unknown("a failover may lose acknowledged transactions, so lists may go back");
    }
    var transactions = Transaction.of(history.of("txn").operations());
    var versions = new Versions(transactions);
    Map<Anomaly, List<String>> found = new EnumMap<>(Anomaly.class);
    var reads = new Reads(versions, (a, text) -> add(found, a, text));
    transactions.forEach(reads::check);
    transactions.forEach(transaction -> lost(transaction, versions, found));
    Dependencies.lostUpdates(transactions, versions)
        .forEach(
            pair ->
                add(
                    found,
                    Anomaly.LOST_UPDATE,
                    "%s and %s".formatted(shown(pair.getKey()), shown(pair.getValue()))));
    Cycles.of(Dependencies.of(transactions, versions))
        .forEach((anomaly, cycle) -> add(found, anomaly, shown(cycle, transactions)));
    return verdict(transactions, found);
  }

  private static void add(Map<Anomaly, List<String>> found, Anomaly anomaly, String text) {
    found.computeIfAbsent(anomaly, _ -> new ArrayList<>()).add(text);
  }

  /** An acknowledged append is missing from a read of its list that was sent afterwards. */
  private static void lost(
      Transaction writer, Versions versions, Map<Anomaly, List<String>> found) {
    if (writer.ok()) {
      writer
          .appends()
          .forEach(
              append ->
                  versions
                      .latest(append.key())
                      .filter(look -> sentAfter(look, writer))
                      .filter(look -> !look.list().contains(append.element()))
                      .ifPresent(
                          look ->
                              add(
                                  found,
                                  Anomaly.LOST,
                                  "%d of list %d by %s is not in %s"
                                      .formatted(
                                          append.element(),
                                          append.key(),
                                          shown(writer),
                                          shown(look.reader())))));
    }
  }

  private static boolean sentAfter(Versions.Look look, Transaction writer) {
    return look.reader().operation().sentNanos() > writer.operation().endNanos();
  }

  private Verdict verdict(List<Transaction> transactions, Map<Anomaly, List<String>> found) {
    SortedMap<String, Long> counts = new TreeMap<>();
    transactions.forEach(
        t ->
            counts.merge(
                t.ok() ? "committed" : t.operation().possible() ? "unknown" : "failed",
                1L,
                Long::sum));
    List<String> kinds = new ArrayList<>();
    List<String> evidence = new ArrayList<>();
    found.forEach(
        (anomaly, texts) -> {
          boolean allowed = isolation.allows(anomaly);
          counts.put((allowed ? "allowed: " : "defect: ") + anomaly.label(), (long) texts.size());
          if (!allowed) {
            kinds.add(anomaly.label());
            texts.stream()
                .limit(WITNESSES)
                .forEach(
                    t -> evidence.add("%s, %s: %s".formatted(anomaly.label(), anomaly.says(), t)));
          }
        });
    return kinds.isEmpty()
        ? new Verdict.Valid(counts)
        : new Verdict.Invalid(kinds, evidence, counts);
  }

  private static String shown(List<Graph.Edge> cycle, List<Transaction> transactions) {
    String arrows =
        cycle.stream()
            .map(
                e ->
                    "%s -%s %d-> "
                        .formatted(transactions.get(e.from()).name(), e.kind().label(), e.key()))
            .collect(Collectors.joining());
    var members = new LinkedHashSet<Integer>();
    cycle.forEach(edge -> members.add(edge.from()));
    return arrows
        + transactions.get(cycle.getFirst().from()).name()
        + "; "
        + members.stream()
            .map(transactions::get)
            .map(AppendChecker::shown)
            .collect(Collectors.joining("; "));
  }

  private static String shown(Transaction transaction) {
    var operation = transaction.operation();
    return "%s = %s"
        .formatted(
            transaction.name(),
            EdnText.of(operation.ok() ? operation.answered() : operation.asked()));
  }
}
