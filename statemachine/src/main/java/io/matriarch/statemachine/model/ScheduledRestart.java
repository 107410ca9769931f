package io.matriarch.statemachine.model;

/**
 * A restart of one server that its agent shall begin later.
 *
 * @param atEpochMillis when, by that host's time of day
 * @param terms judged then
 * @param by who asked, for people
 */
public record ScheduledRestart(long atEpochMillis, RestartTerms terms, String by) {}
