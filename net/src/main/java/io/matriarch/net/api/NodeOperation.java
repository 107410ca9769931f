package io.matriarch.net.api;

/**
 * A restart, reload or reinitialization that this node was asked for; the newest few are kept as
 * long as the agent runs.
 *
 * @param id names it
 * @param kind {@code restart}, {@code reload} or {@code reinitialize}
 * @param outcome {@code running}, {@code done} or {@code failed}
 * @param requestedBy for people
 * @param detail what happened, and what to do where it failed; empty while it runs
 */
public record NodeOperation(
    String id, String kind, String outcome, String requestedBy, String detail) {}
