package io.matriarch.statemachine.model;

import io.matriarch.statemachine.model.TimelineHistory.Fork;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One primary that took writes.
 *
 * @param epoch the assignment
 * @param timeline the timeline it writes
 * @param forkedAt where that timeline left its parent; null where no timeline began
 * @param primary who
 * @param previous who before; null for the first
 * @param reason why the role moved
 * @param times how long the change took; null for the first, and where it was not one
 * @param atEpochMillis time of day on the new primary, for people; never an input to a decision
 * @param ancestors the timelines from that of the entry before on, each with where it was left;
 *     null where there is none in between: one is, where a primary died before it was confirmed and
 *     the next went on from what it wrote
 */
public record HistoryEntry(
    Epoch epoch,
    int timeline,
    @Nullable Lsn forkedAt,
    MemberId primary,
    @Nullable MemberId previous,
    String reason,
    @Nullable PhaseTimes times,
    long atEpochMillis,
    @Nullable List<Fork> ancestors) {
  /** On a timeline that left that of the entry before. */
  public HistoryEntry(
      Epoch epoch,
      int timeline,
      @Nullable Lsn forkedAt,
      MemberId primary,
      @Nullable MemberId previous,
      String reason,
      @Nullable PhaseTimes times,
      long atEpochMillis) {
    this(epoch, timeline, forkedAt, primary, previous, reason, times, atEpochMillis, null);
  }
}
