package io.matriarch.statemachine.model;

/**
 * A PostgreSQL parameter that waits for a restart of the server.
 *
 * @param parameter its name
 * @param inEffect the value the server runs with, as {@code SHOW} writes it
 * @param wanted the value in the configuration file; empty where it was taken out of there
 */
public record PendingRestart(String parameter, String inEffect, String wanted) {}
