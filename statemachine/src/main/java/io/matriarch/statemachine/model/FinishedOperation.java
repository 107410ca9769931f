package io.matriarch.statemachine.model;

import org.jspecify.annotations.Nullable;

/**
 * How an operation ended; the newest few are kept so that whoever asked can learn the outcome from
 * any agent, also after a lost reply.
 *
 * @param id as in {@link Operation}
 * @param kind as in {@link Operation}
 * @param succeeded the candidate took writes as primary
 * @param from the primary before
 * @param to the primary after; null where there was none
 * @param detail for people: what happened, and what to do where it failed
 */
public record FinishedOperation(
    String id,
    Operation.Kind kind,
    boolean succeeded,
    @Nullable MemberId from,
    @Nullable MemberId to,
    String detail) {}
