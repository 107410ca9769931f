package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Spans;
import io.matriarch.statemachine.model.SyncMode;
import io.matriarch.statemachine.model.SyncSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which standbys a primary's commits shall wait for, as things are: what {@link SyncStep} moves
 * towards.
 *
 * @param promise what the cluster shall record; null where nothing is promised
 * @param rule what PostgreSQL shall do
 */
public record SyncTarget(@Nullable SyncSet promise, CommitRule rule) {
  /** In strict mode without any standby. */
  private static final SyncTarget BLOCKED =
      new SyncTarget(SyncSet.PRIMARY_ALONE, CommitRule.BLOCKED);

  /** What {@code seen}, a running primary, calls for. */
  static SyncTarget of(NodeSeen seen, SqlAnswer answer) {
    var config = seen.state().config();
    if (config.synchronousMode() == SyncMode.OFF) {
      return new SyncTarget(null, CommitRule.NONE);
    }
    var fit = fit(seen, answer);
    var count = config.synchronousNodeCount();
    if (config.synchronousModeStrict() && fit.size() < count) {
      return strict(seen, count);
    }
    if (fit.isEmpty()) {
      return new SyncTarget(SyncSet.PRIMARY_ALONE, CommitRule.NONE);
    }
    var ordered = config.synchronousMode() == SyncMode.ON;
    var chosen = ordered ? fit.subList(0, Math.min(count, fit.size())) : fit;
    var needed = Math.min(count, chosen.size());
    var names = new TreeSet<>(chosen);
    return new SyncTarget(
        new SyncSet(names, needed), new CommitRule(needed, List.copyOf(names), ordered));
  }

  /** As many as must be, whether they stream or not: until they do, commits wait. */
  private static SyncTarget strict(NodeSeen seen, int count) {
    var names = new TreeSet<MemberId>();
    seen.state().members().values().stream()
        .filter(m -> allowed(seen, m))
        .forEach(m -> names.add(m.id()));
    if (names.isEmpty()) {
      return BLOCKED;
    }
    var needed = Math.min(count, names.size());
    return new SyncTarget(
        new SyncSet(names, needed), new CommitRule(needed, List.copyOf(names), false));
  }

  /** Standbys that can be waited for, best first. */
  private static List<MemberId> fit(NodeSeen seen, SqlAnswer answer) {
    var fit = new ArrayList<Member>();
    for (var member : seen.state().members().values()) {
      if (allowed(seen, member) && keepsUp(seen, answer, member.id())) {
        fit.add(member);
      }
    }
    fit.sort(
        Comparator.comparingInt((Member m) -> m.tags().syncPriority())
            .reversed()
            .thenComparing(m -> isCounted(seen, m.id()) ? 0 : 1)
            .thenComparing(Member::id));
    return fit.stream().map(Member::id).toList();
  }

  private static boolean allowed(NodeSeen seen, Member member) {
    return member.kind() == MemberKind.DATABASE
        && member.promotable()
        && !member.tags().nosync()
        && !StreamSource.isIndirect(seen.state(), member)
        && !member.id().equals(seen.id());
  }

  private static boolean isCounted(NodeSeen seen, MemberId id) {
    var sync = seen.state().sync();
    return sync != null && sync.standbys().contains(id);
  }

  /**
   * Streams and is close; one that is counted on may be away for a moment, since to drop it and to
   * take it up again is more trouble than to wait.
   */
  private static boolean keepsUp(NodeSeen seen, SqlAnswer answer, MemberId id) {
    var report = seen.reports().get(id);
    if (report != null && (report.stopping() || report.drained())) {
      return false;
    }
    var config = seen.state().config();
    // By its name and its bytes alone a standby with a history of its own looks like one of ours.
    var position = report == null ? null : report.position();
    var ours = position != null && position.timeline() == answer.position().timeline();
    var streams =
        ours && answer.isOne(id.value()) && isClose(answer, id, config.maximumLagOnSyncnodeBytes());
    return streams || isCounted(seen, id) && isMissedSinceAMoment(seen, id, config);
  }

  private static boolean isClose(SqlAnswer answer, MemberId id, long mostBytes) {
    for (var r : answer.replicas()) {
      if (r.name().equals(id.value())
          && r.state().equals("streaming")
          && answer.position().lsn().bytesAhead(r.flushed()) <= mostBytes) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMissedSinceAMoment(NodeSeen seen, MemberId id, ClusterConfig config) {
    var memory = seen.memory().sync();
    var since = memory.primarySinceNanos();
    if (since == null) {
      return true;
    }
    var last = memory.streamed().getOrDefault(id, since);
    return seen.since(last).compareTo(patience(config)) < 0;
  }

  /** Two heartbeats: longer than a restart of the standby's server, shorter than clients wait. */
  private static Duration patience(ClusterConfig config) {
    return Spans.times(config.loopWait(), 2);
  }
}
