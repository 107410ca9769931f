package io.matriarch.statemachine.model;

/**
 * How long a change of primary took, by the new primary's own clock.
 *
 * @param silenceMillis from the last renewal of the old primary to the end of its lease
 * @param electionMillis from there until this node was given the role
 * @param promotionMillis from there until it took writes
 */
public record PhaseTimes(long silenceMillis, long electionMillis, long promotionMillis) {}
