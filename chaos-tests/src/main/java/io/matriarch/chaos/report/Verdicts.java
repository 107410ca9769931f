package io.matriarch.chaos.report;

import io.matriarch.chaos.checker.Verdict;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What the checkers said, for people. */
final class Verdicts {
  private Verdicts() {}

  static String badge(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Valid _ -> "<span class=\"badge valid\">valid</span>";
      case Verdict.Invalid _ -> "<span class=\"badge invalid\">invalid</span>";
      case Verdict.Unknown _ -> "<span class=\"badge unknown\">unknown</span>";
    };
  }

  /** One word for all of them: the worst. */
  static Verdict worst(Map<String, Verdict> verdicts) {
    return verdicts.values().stream()
        .filter(Verdict::isInvalid)
        .findFirst()
        .or(() -> verdicts.values().stream().filter(Verdict.Unknown.class::isInstance).findFirst())
        .orElseGet(
            () -> verdicts.isEmpty() ? Verdict.unknown("nothing was checked") : Verdict.valid());
  }

  static String table(SortedMap<String, Verdict> verdicts) {
    var table = new Table("Workload / checker", "Verdict", "What was found");
    verdicts.forEach(
        (name, verdict) ->
            table.markup(
                List.of(
                    Svg.text(name),
                    badge(verdict),
                    found(verdict)
                        + "<div class=\"counts\">"
                        + Svg.text(counts(verdict.counts()))
                        + "</div>")));
    return table.toString();
  }

  private static String found(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Valid _ -> "";
      case Verdict.Unknown unknown -> Svg.text(unknown.why());
      case Verdict.Invalid invalid ->
          "<b>"
              + Svg.text(String.join(", ", invalid.kinds()))
              + "</b><ul>"
              + invalid.evidence().stream()
                  .map(line -> "<li>" + Svg.text(line) + "</li>")
                  .collect(Collectors.joining())
              + "</ul>";
    };
  }

  private static String counts(SortedMap<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> "%s %,d".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(" · "));
  }
}
