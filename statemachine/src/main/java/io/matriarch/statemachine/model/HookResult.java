package io.matriarch.statemachine.model;

/**
 * What became of a command of the operator's that was run around what the server does.
 *
 * @param hook for example {@code on_role_change} or {@code pre_promote}
 * @param role what the server was
 * @param outcome for people: {@code done}, or how it failed
 * @param atEpochMillis when it ended
 * @param tookMillis how long it ran
 */
public record HookResult(
    String hook, String role, String outcome, long atEpochMillis, long tookMillis) {}
