package io.matriarch.chaos.fault;

import io.matriarch.chaos.fault.Schedule.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Drops the faults that a failure does not need: Zeller's ddmin. A run that fails only sometimes is
 * for the predicate to repeat; what it calls passed is never dropped.
 */
public final class Minimiser {
  private final Predicate<Schedule> fails;
  private final Consumer<String> progress;
  private final int mostRuns;
  private int runs;

  /**
   * @param fails runs a schedule and says whether it failed in the way that is looked for
   * @param mostRuns after so many the smallest schedule so far is the answer
   */
  public Minimiser(Predicate<Schedule> fails, int mostRuns, Consumer<String> progress) {
    this.fails = fails;
    this.mostRuns = mostRuns;
    this.progress = progress;
  }

  /** A schedule that fails too, of which no single fault can be left out if runs sufficed. */
  public Schedule smallest(Schedule failing) {
    var kept = failing.entries();
    int parts = 2;
    while (kept.size() >= 2 && runs < mostRuns) {
      var smaller = withoutOnePart(failing, kept, parts);
      if (smaller != null) {
        kept = smaller;
        parts = Math.max(2, parts - 1);
      } else if (parts >= kept.size()) {
        break;
      } else {
        parts = Math.min(kept.size(), parts * 2);
      }
    }
    return failing.with(kept);
  }

  public int runs() {
    return runs;
  }

  private @Nullable List<Entry> withoutOnePart(Schedule failing, List<Entry> kept, int parts) {
    for (int part = 0; part < parts && runs < mostRuns; part++) {
      int from = kept.size() * part / parts;
      int to = kept.size() * (part + 1) / parts;
      var rest = new ArrayList<>(kept);
      rest.subList(from, to).clear();
      runs++;
      var failed = fails.test(failing.with(rest));
      progress.accept(
          "run %d: %d of %d faults: %s"
              .formatted(runs, rest.size(), kept.size(), failed ? "fails too" : "passes"));
      if (failed) {
        return rest;
      }
    }
    return null;
  }
}
