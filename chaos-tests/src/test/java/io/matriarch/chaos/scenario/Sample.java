package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.StolenTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What one run of a scenario measured, and what of that must not be. Used by one thread. */
final class Sample {
  private static final double MUCH = 0.05;

  private final StolenTime stolen = new StolenTime();
  private final Map<String, Long> numbers = new LinkedHashMap<>();
  private final List<String> violations = new ArrayList<>();
  private final List<String> missed = new ArrayList<>();

  /** A time that has a goal. */
  void atMost(String what, Duration measured, Duration limit) {
    atMost(what + " ms", measured.toMillis(), limit.toMillis());
  }

  /** A number that has a goal; the unit is the end of its name. */
  void atMost(String what, long measured, long limit) {
    numbers.put(what, measured);
    if (measured > limit) {
      missed.add("%s: at most %d, found %d".formatted(what, limit, measured));
    }
  }

  /** A state that has to be, unless the machine was too busy for it. */
  void goal(String what, boolean holds) {
    if (!holds) {
      missed.add(what);
    }
  }

  /** Goals that were missed: a busy machine may be the reason. */
  List<String> missed() {
    return List.copyOf(missed);
  }

  /** A time that is only reported. */
  void took(String what, Duration measured) {
    numbers.put(what + " ms", measured.toMillis());
  }

  /** A number that is only reported. */
  void number(String what, long measured) {
    numbers.put(what, measured);
  }

  void must(String what, boolean holds) {
    if (!holds) {
      violations.add(what);
    }
  }

  /** A state that has to be, unless this machine was taken away from all of its processes. */
  void mustUnlessStolen(String what, boolean holds) {
    if (stolen.share() > MUCH) {
      goal(what, holds);
    } else {
      must(what, holds);
    }
  }

  /** A time that must not be longer: the lease depends on it, and it on a machine that is there. */
  void never(String what, Duration measured, Duration limit) {
    took(what, measured);
    mustUnlessStolen(
        "%s: never more than %d ms".formatted(what, limit.toMillis()),
        measured.compareTo(limit) <= 0);
  }

  /** What another sample of the same run measured and judged, under a name. */
  void with(String whose, Sample other) {
    other.numbers.forEach((number, value) -> numbers.put(whose + number, value));
    other.violations.forEach(violation -> violations.add(whose + violation));
    other.missed.forEach(goal -> missed.add(whose + goal));
  }

  /** What no machine excuses. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  Map<String, Long> numbers() {
    return numbers;
  }

  @Override
  public String toString() {
    return numbers.entrySet().stream()
        .map(number -> number.getKey() + " " + number.getValue())
        .collect(Collectors.joining(", "));
  }
}
