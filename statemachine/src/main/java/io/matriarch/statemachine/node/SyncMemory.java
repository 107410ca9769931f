package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node remembers of whom its commits wait for. Times are this host's monotonic clock.
 *
 * @param sent the last change of the promise that this node asked the cluster for, whatever became
 *     of it; null where none
 * @param ruleChangedNanos when this node last began or ended a change of its commit rule; null
 *     where never
 * @param rule the rule that the running primary was last seen to have; null where none runs
 * @param streamed when each standby was last seen to stream from this primary
 * @param primarySinceNanos since when the running server has been seen to be a primary; null where
 *     it is none
 */
public record SyncMemory(
    @Nullable Sent sent,
    @Nullable Long ruleChangedNanos,
    @Nullable RuleSeen rule,
    SortedMap<MemberId, Long> streamed,
    @Nullable Long primarySinceNanos) {
  public static final SyncMemory NONE = new SyncMemory(null, null, null, new TreeMap<>(), null);

  public SyncMemory {
    streamed = Collections.unmodifiableSortedMap(new TreeMap<>(streamed));
  }

  /** A change that was sent: it may still be committed, as long as no newer renewal is. */
  public record Sent(Epoch epoch, long renewal) {}

  /**
   * A commit rule in effect.
   *
   * @param text as the server has it
   * @param sinceNanos when it was first seen
   * @param afterNone commits waited for nobody before, or that is not known: until its checkpointer
   *     has read the rule, a server lets every commit pass
   * @param from every commit that was acknowledged under an older rule ends at or before this; null
   *     until that is known
   */
  public record RuleSeen(String text, long sinceNanos, boolean afterNone, @Nullable Lsn from) {
    /** By then every process of the server that is not busy has read the new rule. */
    private static final Duration SETTLED = Duration.ofMillis(300);

    /** The same for the one that tells all others that commits wait at all. */
    private static final Duration TOLD = Duration.ofSeconds(1);

    private static RuleSeen after(
        @Nullable RuleSeen before, DatabaseSeen database, SqlAnswer answer, long nowNanos) {
      if (before == null || !before.text.equals(answer.commitRule())) {
        // An answer may be as old as its question, or as new as now: the rule is new for certain.
        var afterNone = before == null || before.text.isEmpty();
        return new RuleSeen(answer.commitRule(), nowNanos, afterNone, null);
      }
      var since = database.answeredNanos() - before.sinceNanos;
      var settled =
          before.afterNone
              ? since >= TOLD.toNanos() && answer.checkpointerIdle()
              : since >= SETTLED.toNanos();
      return before.from == null && settled
          ? new RuleSeen(before.text, before.sinceNanos, before.afterNone, answer.position().lsn())
          : before;
    }
  }

  /** After a look. */
  SyncMemory afterLook(DatabaseSeen database, long nowNanos) {
    var answer = database.answer();
    if (answer == null || !database.isPrimary()) {
      return rule == null && streamed.isEmpty() && primarySinceNanos == null
          ? this
          : new SyncMemory(sent, ruleChangedNanos, null, new TreeMap<>(), null);
    }
    var seen = new TreeMap<>(streamed);
    for (var replica : answer.replicas()) {
      if (replica.state().equals("streaming")
          && MemberId.isValid(replica.name())
          && answer.isOne(replica.name())) {
        seen.put(new MemberId(replica.name()), nowNanos);
      }
    }
    return new SyncMemory(
        sent,
        ruleChangedNanos,
        RuleSeen.after(rule, database, answer, nowNanos),
        seen,
        primarySinceNanos == null ? (Long) nowNanos : primarySinceNanos);
  }

  SyncMemory afterSending(Epoch epoch, long renewal) {
    return new SyncMemory(
        new Sent(epoch, renewal), ruleChangedNanos, rule, streamed, primarySinceNanos);
  }

  SyncMemory afterRuleChange(long nowNanos) {
    return new SyncMemory(sent, nowNanos, rule, streamed, primarySinceNanos);
  }

  /**
   * True where the rule in effect has been kept by what was acknowledged before it too: enough of
   * its standbys have everything up to when it came into effect.
   *
   * @param ours members that say themselves that they are on this primary's timeline
   */
  boolean covers(CommitRule inEffect, SqlAnswer answer, Set<MemberId> ours) {
    var seen = rule;
    if (seen == null || seen.from() == null || !seen.text().equals(inEffect.text())) {
      return false;
    }
    var from = seen.from();
    var have =
        answer.replicas().stream()
            .filter(r -> ours.stream().anyMatch(n -> n.value().equals(r.name())))
            .filter(r -> inEffect.names().stream().anyMatch(n -> n.value().equals(r.name())))
            .filter(r -> r.flushed().compareTo(from) >= 0)
            .map(SqlAnswer.Replica::name)
            .distinct()
            .count();
    return have >= inEffect.needed();
  }
}
