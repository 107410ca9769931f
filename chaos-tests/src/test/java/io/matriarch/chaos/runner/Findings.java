package io.matriarch.chaos.runner;

import io.matriarch.chaos.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * What a run showed.
 *
 * @param broken rules that were broken; empty is what must be
 * @param notes what is worth a look
 * @param faults that struck
 * @param acknowledged writes of unique rows
 * @param longestGap between two of them
 * @param healthyAfter the last fault; negative if never
 */
public record Findings(
    List<String> broken,
    List<String> notes,
    int faults,
    long acknowledged,
    Duration longestGap,
    Duration healthyAfter) {
  public Findings {
    broken = List.copyOf(broken);
    notes = List.copyOf(notes);
  }

  public boolean good() {
    return broken.isEmpty();
  }

  /** What unique rows say: nothing lost, no two primaries at a time. */
  static List<String> ofRows(History history, SortedSet<Long> lost, boolean lossAllowed) {
    var broken = new ArrayList<String>();
    if (!lost.isEmpty() && !lossAllowed) {
      broken.add("%d acknowledged rows lost: %s".formatted(lost.size(), first(lost)));
      history.attempts().stream()
          .filter(attempt -> lost.contains(attempt.row()))
          .limit(5)
          .forEach(attempt -> broken.add("lost: " + attempt));
    }
    history.overlaps().forEach(overlap -> broken.add("two primaries at once: " + overlap));
    return broken;
  }

  private static List<Long> first(SortedSet<Long> rows) {
    return rows.stream().limit(20).toList();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    text.append(good() ? "good" : "BROKEN");
    text.append(
        ": %d faults, %d writes acknowledged, longest gap %d ms, healthy %s%n"
            .formatted(
                faults,
                acknowledged,
                longestGap.toMillis(),
                healthyAfter.isNegative() ? "never" : "after " + healthyAfter.toMillis() + " ms"));
    broken.forEach(line -> text.append("  broken: ").append(line).append('\n'));
    notes.forEach(line -> text.append("  note: ").append(line).append('\n'));
    return text.toString();
  }
}
