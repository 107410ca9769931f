package io.matriarch.chaos.checker;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a checker says of a history. */
public sealed interface Verdict {
  /** What was counted on the way, by name, such as {@code acknowledged} or {@code recovered}. */
  SortedMap<String, Long> counts();

  /** Nothing is wrong. */
  record Valid(SortedMap<String, Long> counts) implements Verdict {}

  /**
   * Something is wrong.
   *
   * @param kinds names of what is wrong, such as {@code lost} or {@code G-single}
   * @param evidence the least that proves it, a line for people each; never empty
   */
  record Invalid(List<String> kinds, List<String> evidence, SortedMap<String, Long> counts)
      implements Verdict {
    public Invalid {
      kinds = List.copyOf(kinds);
      evidence = List.copyOf(evidence);
      if (kinds.isEmpty() || evidence.isEmpty()) {
        throw new IllegalArgumentException("a verdict of invalid needs a kind and evidence");
      }
    }
  }

  /** Neither could be shown, for a reason. */
  record Unknown(String why, SortedMap<String, Long> counts) implements Verdict {}

  static Verdict valid() {
    return new Valid(new TreeMap<>());
  }

  static Verdict invalid(String kind, String... evidence) {
    return new Invalid(List.of(kind), List.of(evidence), new TreeMap<>());
  }

  static Verdict unknown(String why) {
    return new Unknown(why, new TreeMap<>());
  }

  default boolean isInvalid() {
    return this instanceof Invalid;
  }
}
