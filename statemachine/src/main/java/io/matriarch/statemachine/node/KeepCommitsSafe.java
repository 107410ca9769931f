package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The running primary's own part of synchronous replication: keeps the rule by which its commits
 * wait and the promise that the cluster has on record in step. The changes of the record are {@link
 * Wishes}.
 */
final class KeepCommitsSafe implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    return switch (step(seen).orElse(null)) {
      case SyncStep.ChangeRule change ->
          Optional.<Decision>of(new Decision.ApplySync(change.rule(), change.reason()))
              // Other duties do not wait for the next try.
              .filter(d -> seen.memory().pauseLeft(d, seen.nowNanos()).isZero());
      case null, default -> Optional.empty();
    };
  }

  /** The next step of this node; empty where it has none to make now. */
  static Optional<SyncStep> step(NodeSeen seen) {
    var answer = seen.database().answer();
    if (answer == null
        || !seen.database().isPrimary()
        || !seen.rulesCommits()
        || seen.changingSync()
        || seen.memory().running() != null
        || isOld(seen)) {
      return Optional.empty();
    }
    if (FoundRule.isKept(seen, answer)) {
      return Optional.of(
          new SyncStep.Waiting("commits wait for those that they waited for before"));
    }
    var target = SyncTarget.of(seen, answer);
    var inEffect = inEffect(answer, target.rule());
    return Optional.of(
        SyncStep.next(
            seen.state().sync(),
            inEffect,
            () ->
                inEffect != null
                    && seen.memory().sync().covers(inEffect, answer, ours(seen, answer)),
            target));
  }

  /** Null where the server has another one than is on its disk, or one that is not of ours. */
  private static @Nullable CommitRule inEffect(SqlAnswer answer, CommitRule wanted) {
    var text = answer.commitRule();
    if (!text.equals(answer.commitRuleOnDisk())) {
      return null;
    }
    // Nearly always: nothing needs to be taken apart.
    return text.equals(wanted.text()) ? wanted : CommitRule.parse(text);
  }

  private static Set<MemberId> ours(NodeSeen seen, SqlAnswer answer) {
    return seen.reports().values().stream()
        .filter(r -> isOn(answer.position().timeline(), r.position()))
        .map(MemberReport::member)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isOn(int timeline, @Nullable WalPosition position) {
    return position != null && position.timeline() == timeline;
  }

  /** The answer may be from before the last change of the rule. */
  private static boolean isOld(NodeSeen seen) {
    var changed = seen.memory().sync().ruleChangedNanos();
    return changed != null && seen.database().answeredNanos() - changed < 0;
  }
}
