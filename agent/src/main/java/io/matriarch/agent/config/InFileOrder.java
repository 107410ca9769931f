package io.matriarch.agent.config;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Orders problems as a reader of the file meets them; those of the environment come last. */
final class InFileOrder {
  private static final Pattern LINE = Pattern.compile(".*:(\\d{1,9})");

  private InFileOrder() {}

  static List<Problem> of(List<Problem> problems) {
    return problems.stream()
        .distinct()
        .sorted(Comparator.comparingInt(InFileOrder::line).thenComparing(Problem::path))
        .toList();
  }

  private static int line(Problem problem) {
    var m = LINE.matcher(problem.origin());
    return m.matches() ? Integer.parseInt(m.group(1)) : Integer.MAX_VALUE;
  }
}
