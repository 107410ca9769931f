package io.matriarch.statemachine.model;

import org.jspecify.annotations.Nullable;

/**
 * A switchover that shall be asked for later. The time is one of day, and so only says when
 * somebody asks; whether it may happen is judged then, as of any other request.
 *
 * @param id of the operation it becomes
 * @param leader who must be primary then; otherwise it lapses
 * @param candidate who shall become primary; null to let the Raft leader choose
 * @param atEpochMillis when
 * @param by who asked, for people
 */
public record ScheduledSwitchover(
    String id, MemberId leader, @Nullable MemberId candidate, long atEpochMillis, String by) {}
