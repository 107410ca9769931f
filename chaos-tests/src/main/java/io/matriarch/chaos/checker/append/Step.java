package io.matriarch.chaos.checker.append;

import io.matriarch.chaos.history.Operation;
import io.matriarch.chaos.history.edn.Edn;
import java.util.List;

/** One step of a transaction. */
sealed interface Step {
  long key();

  record Append(long key, long element) implements Step {}

  /**
   * A read.
   *
   * @param list what it saw; empty too where nobody knows
   */
  record Read(long key, List<Long> list) implements Step {}

  /**
   * The steps of a transaction: as answered, or as asked for where there was no answer.
   *
   * @throws IllegalArgumentException if its value is not like {@code [[:append 1 2] [:r 3 nil]]}
   */
  static List<Step> of(Operation operation) {
    Edn steps = operation.ok() ? operation.answered() : operation.asked();
    return steps.asList().stream().map(Step::of).toList();
  }

  private static Step of(Edn step) {
    var parts = step.asList();
    long key = parts.get(1).asLong();
    return switch (parts.get(0).asText()) {
      case "append" -> new Append(key, parts.get(2).asLong());
      case "r" -> new Read(key, parts.get(2).asList().stream().map(Edn::asLong).toList());
      default -> throw new IllegalArgumentException("no such step: " + parts.get(0).asText());
    };
  }
}
