package io.matriarch.chaos.checker;

import io.matriarch.chaos.history.Operation;
import io.matriarch.chaos.history.edn.EdnText;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Operations and times as a verdict shows them to people. */
final class Shown {
  private static final int MOST = 12;

  private Shown() {}

  static String seconds(long nanos) {
    return nanos == Long.MAX_VALUE ? "never" : "%.3f s".formatted(nanos / 1e9);
  }

  static String operation(Operation operation) {
    return "%s %s by %d (%s to %s, %s%s)"
        .formatted(
            operation.f(),
            EdnText.of(operation.ok() ? operation.answered() : operation.asked()),
            operation.invoke().process(),
            seconds(operation.sentNanos()),
            seconds(operation.endNanos()),
            operation.outcome().name().toLowerCase(Locale.ROOT),
            operation.end().node().isEmpty() ? "" : ", on " + operation.end().node());
  }

  /** The first few of many. */
  static String few(Collection<?> values) {
    String first =
        values.stream().limit(MOST).map(String::valueOf).collect(Collectors.joining(", "));
    return values.size() <= MOST ? first : first + " and " + (values.size() - MOST) + " more";
  }
}
