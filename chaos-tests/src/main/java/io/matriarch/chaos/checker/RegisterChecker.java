package io.matriarch.chaos.checker;

import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.Operation;
import io.matriarch.chaos.history.edn.Edn;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Registers that are read, written, and compared and set: {@code read [key nil]}, {@code write [key
 * new]}, {@code cas [key [old new]]}, with numbers or nil as values. Each key is judged by itself,
 * which is enough: a history is linearizable if it is so for each object (Herlihy and Wing 1990).
 *
 * @param mostConfigurations how many possible states of one key are followed before it is given up
 */
public record RegisterChecker(Promise promise, int mostConfigurations) implements Checker {
  @Override
  public Verdict check(OpHistory history) {
    if (promise == Promise.LOSS_ALLOWED) {
      return Verdict.unknown(
          "a failover may lose acknowledged writes, so no order need explain them");
    }
    var findings = new Findings();
    SortedMap<Long, List<RegisterOp>> byKey = new TreeMap<>();
    for (var operation : history.of("read", "write", "cas").operations()) {
      findings.count(operation.ok() ? "ok" : operation.possible() ? "unknown" : "failed", 1);
      long key = operation.asked().asList().get(0).asLong();
      RegisterOp.of(operation)
          .ifPresent(op -> byKey.computeIfAbsent(key, _ -> new ArrayList<>()).add(op));
    }
    findings.count("keys", byKey.size());
    byKey.forEach((key, ops) -> judge(key, ops, findings));
    return findings.verdict();
  }

  private void judge(long key, List<RegisterOp> ops, Findings findings) {
    switch (new Linearization(ops, mostConfigurations).search()) {
      case Linearization.Found _ -> findings.count("linearizable keys", 1);
      case Linearization.None none -> findings.defect("not linearizable", evidence(key, none));
      case Linearization.GivenUp(String why) -> findings.doubt("key %d: %s".formatted(key, why));
    }
  }

  private static String evidence(long key, Linearization.None none) {
    return "key %d: no order explains %s; before it the value was %s; beside it %s"
        .formatted(
            key,
            Shown.operation(none.op().operation()),
            Shown.few(none.states()),
            none.beside().isEmpty()
                ? "nothing"
                : Shown.few(
                    none.beside().stream()
                        .map(RegisterOp::operation)
                        .map(Shown::operation)
                        .toList()));
  }

  /** The value of an operation behind its key. */
  static Edn argument(Edn keyAndValue) {
    return keyAndValue.asList().get(1);
  }

  /** Whether an operation takes part at all. */
  static boolean matters(Operation operation) {
    return operation.f().equals("read") ? operation.ok() : operation.possible();
  }
}
