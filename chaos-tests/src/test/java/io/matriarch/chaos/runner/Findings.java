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
 * @param faults that struck; what an operator was refused is none
 * @param skipped could not strike, or were refused
 * @param acknowledged writes of unique rows
 * @param lost of these
 * @param overlaps pairs of servers that certainly took writes at the same time
 * @param anomalies what checkers found, by workload
 * @param unknown checkers that could not tell
 * @param longestGap between two writes
 * @param outages as the report has them
 * @param healthyAfter the last fault; negative if never
 */
public record Findings(
    List<String> broken,
    List<String> notes,
    int faults,
    int skipped,
    long acknowledged,
    int lost,
    int overlaps,
    List<String> anomalies,
    List<String> unknown,
    Duration longestGap,
    List<Duration> outages,
    Duration healthyAfter) {
  public Findings {
    broken = List.copyOf(broken);
    notes = List.copyOf(notes);
    anomalies = List.copyOf(anomalies);
    unknown = List.copyOf(unknown);
    outages = List.copyOf(outages);
  }

  /** Of a run that came to no end, which is broken as well. */
  static Findings none(String why) {
    return new Findings(
        List.of(why),
        List.of(),
        0,
        0,
        0,
        0,
        0,
        List.of(),
        List.of(),
        Duration.ZERO,
        List.of(),
        Duration.ofSeconds(-1));
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
        ": %d faults, %d skipped, %d writes acknowledged, %d lost, longest gap %d ms, healthy %s%n"
            .formatted(
                faults,
                skipped,
                acknowledged,
                lost,
                longestGap.toMillis(),
                healthyAfter.isNegative() ? "never" : "after " + healthyAfter.toMillis() + " ms"));
    broken.forEach(line -> text.append("  broken: ").append(line).append('\n'));
    notes.forEach(line -> text.append("  note: ").append(line).append('\n'));
    return text.toString();
  }
}
