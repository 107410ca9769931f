package io.matriarch.chaos.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Something that was so for a while.
 *
 * @param toNanos when it was last known to be so
 */
record Span<T>(T value, long fromNanos, long toNanos) {
  /**
   * Looks that are further apart than this leave a hole: nobody knows what was in between. It is
   * several times the interval of any sampling.
   */
  private static final long HOLE_NANOS = 5_000_000_000L;

  /** A look at something. */
  record Look<T>(long atNanos, T value) {}

  /**
   * Joins looks with the same result. Each holds until the next one, the last one to the end.
   *
   * @param looks in any order
   */
  static <T> List<Span<T>> of(List<Look<T>> looks, long endNanos) {
    var sorted = new ArrayList<>(looks);
    sorted.sort(Comparator.comparingLong(Look::atNanos));
    List<Span<T>> spans = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      var look = sorted.get(i);
      long next = i + 1 < sorted.size() ? sorted.get(i + 1).atNanos() : endNanos;
      long to = Math.max(look.atNanos(), Math.min(next, look.atNanos() + HOLE_NANOS));
      var last = spans.isEmpty() ? null : spans.getLast();
      if (last != null && last.value.equals(look.value()) && last.toNanos == look.atNanos()) {
        spans.set(spans.size() - 1, new Span<>(last.value, last.fromNanos, to));
      } else {
        spans.add(new Span<>(look.value(), look.atNanos(), to));
      }
    }
    return spans;
  }
}
