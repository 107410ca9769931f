package io.matriarch.chaos.checker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects what a checker finds and makes a verdict of it, with a few witnesses of each kind. */
final class Findings {
  private static final int WITNESSES = 3;

  private final SortedMap<String, Long> counts = new TreeMap<>();
  private final Map<String, List<String>> witnesses = new LinkedHashMap<>();
  private final Map<String, Long> found = new TreeMap<>();
  private String doubt = "";

  /** Something that is no defect and good to know. */
  void count(String name, long number) {
    counts.merge(name, number, Long::sum);
  }

  /** A defect. */
  void defect(String kind, String witness) {
    found.merge(kind, 1L, Long::sum);
    var lines = witnesses.computeIfAbsent(kind, _ -> new ArrayList<>());
    if (lines.size() < WITNESSES) {
      lines.add(kind + ": " + witness);
    }
  }

  /** Part of the history could not be judged. A defect elsewhere counts all the same. */
  void doubt(String why) {
    doubt = why;
  }

  Verdict verdict() {
    if (!found.isEmpty()) {
      found.forEach((kind, number) -> counts.put("defect: " + kind, number));
      var evidence = witnesses.values().stream().flatMap(List::stream).toList();
      return new Verdict.Invalid(List.copyOf(witnesses.keySet()), evidence, counts);
    }
    return doubt.isEmpty() ? new Verdict.Valid(counts) : new Verdict.Unknown(doubt, counts);
  }
}
