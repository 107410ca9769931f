package io.matriarch.statemachine.model;

import org.jspecify.annotations.Nullable;

/**
 * Why the last primary ended; kept until its successor has confirmed that it takes writes.
 *
 * @param previous who held it last
 * @param epoch the epoch that ended
 * @param lastKnown the last write position known of it: exact after a clean hand-over, else as of
 *     its last renewal, so the true end may lie further
 * @param clean the previous primary itself said that it stopped, with {@code lastKnown} as its last
 *     byte
 * @param reason for people
 */
public record Vacancy(
    MemberId previous,
    Epoch epoch,
    @Nullable WalPosition lastKnown,
    boolean clean,
    String reason) {}
