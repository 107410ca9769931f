package io.matriarch.statemachine.model;

/**
 * A command of the operator's that was run on a member.
 *
 * @param member where
 * @param result what became of it
 */
public record HookRun(MemberId member, HookResult result) {}
