package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.SyncSet;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The next of the steps by which a primary changes whom its commits wait for, and what the cluster
 * has on record of that. One step at a time; after each, the rule in effect keeps the promise on
 * record, and so do both rules while one replaces the other.
 */
public sealed interface SyncStep {
  /** For the log and for {@code explain}. */
  String reason();

  /** All is as it shall be. */
  record Settled(CommitRule rule) implements SyncStep {
    @Override
    public String reason() {
      return "commits wait for " + rule;
    }
  }

  /** Something must become true first. */
  record Waiting(String reason) implements SyncStep {}

  /** Change the rule. */
  record ChangeRule(CommitRule rule, String reason) implements SyncStep {}

  /** Change the record; null: promise nothing. */
  record ChangePromise(@Nullable SyncSet promise, String reason) implements SyncStep {}

  /**
   * The next step.
   *
   * @param promise on record; null where nothing is promised
   * @param inEffect the rule that the server has in effect and on disk; null where that is not one
   *     of ours
   * @param covered whether what was acknowledged before {@code inEffect} keeps it too; asked only
   *     where the step depends on it
   * @param target where to go
   */
  static SyncStep next(
      @Nullable SyncSet promise,
      @Nullable CommitRule inEffect,
      BooleanSupplier covered,
      SyncTarget target) {
    if (inEffect == null || !inEffect.keeps(promise)) {
      // A rule of somebody else's is not taken back first where nothing is promised yet: until the
      // next step commits would wait for nobody.
      var restored =
          promise == null || inEffect == null && promise.needed() == 0
              ? target.rule()
              : CommitRule.anyOf(promise);
      return new ChangeRule(
          restored, "commits must wait for %s, as is promised".formatted(restored));
    }
    if (!inEffect.equals(target.rule()) && mix(inEffect, target.rule()).keeps(promise)) {
      return new ChangeRule(target.rule(), "commits are to wait for %s".formatted(target.rule()));
    }
    var next =
        inEffect.equals(target.rule()) ? target.promise() : bridge(promise, target, inEffect);
    if (Objects.equals(next, promise)) {
      return inEffect.equals(target.rule())
          ? new Settled(inEffect)
          : new Waiting("no step leads from %s to %s".formatted(inEffect, target.rule()));
    }
    if (!inEffect.keeps(next)) {
      return new Waiting("%s does not keep %s".formatted(inEffect, next));
    }
    return covered.getAsBoolean() || follows(promise, next)
        ? new ChangePromise(next, "commits wait for " + inEffect)
        : new Waiting(
            "until what was committed before is on the standbys of %s".formatted(inEffect));
  }

  /** A promise that the rule in effect keeps, and the rule to come does too. */
  private static @Nullable SyncSet bridge(
      @Nullable SyncSet promise, SyncTarget target, CommitRule inEffect) {
    var goal = target.promise();
    if (promise == null || goal == null || goal.needed() == 0) {
      return goal;
    }
    var all = new TreeSet<>(promise.standbys());
    all.addAll(goal.standbys());
    all.addAll(inEffect.names());
    all.addAll(target.rule().names());
    all.remove(CommitRule.NOBODY);
    return new SyncSet(
        all,
        Math.min(
            Math.min(promise.needed(), goal.needed()),
            Math.min(inEffect.needed(), target.rule().needed())));
  }

  /**
   * The weakest that can be in effect while one rule replaces the other: each process of the server
   * reads the new one in its own time, and counts by its own number among whoever any of them
   * names.
   */
  private static CommitRule mix(CommitRule from, CommitRule to) {
    var names = new TreeSet<>(from.names());
    names.addAll(to.names());
    return new CommitRule(Math.min(from.needed(), to.needed()), List.copyOf(names), false);
  }

  /** True where whatever kept {@code promise} keeps {@code next}. */
  private static boolean follows(@Nullable SyncSet promise, @Nullable SyncSet next) {
    var kept = promise == null ? CommitRule.NONE : CommitRule.anyOf(promise);
    return kept.keeps(next);
  }
}
