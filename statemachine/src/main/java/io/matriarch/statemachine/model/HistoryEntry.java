package io.matriarch.statemachine.model;

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
 */
public record HistoryEntry(
    Epoch epoch,
    int timeline,
    @Nullable Lsn forkedAt,
    MemberId primary,
    @Nullable MemberId previous,
    String reason,
    @Nullable PhaseTimes times,
    long atEpochMillis) {}
