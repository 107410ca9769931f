package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.AgreedHistory;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.SyncMode;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Promotes the standby of the node that holds the lease, by the log and by its own count: once it
 * has all the WAL that it must have, onto a timeline whose number nobody else gets.
 */
final class PromoteHolder implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var lease = seen.ownLease().orElse(null);
    var answer = seen.database().answer();
    if (lease == null
        || seen.state().followsAnother()
        || !seen.database().isStandby()
        || answer == null) {
      return Optional.empty();
    }
    if (!seen.rulesCommits()) {
      return NodeRule.waitFor("renewing the lease before the promotion");
    }
    if (seen.memory().vetoed() != null && seen.memory().giveUp() != null) {
      return NodeRule.waitFor("giving up the lease: %s", seen.memory().giveUp());
    }
    if (!answer.endKnown()) {
      return NodeRule.waitFor("reading the WAL on disk before the promotion");
    }
    var floor = lease.floor();
    if (floor != null && answer.position().compareTo(floor) < 0) {
      return fetch(seen, floor);
    }
    if (missedTimelines(seen)) {
      if (!answer.isCut()) {
        return Optional.of(
            new Decision.Promise(
                lease.epoch(), "what it has must not grow any more: it missed a primary"));
      }
      var left = forked(seen);
      if (left != null) {
        return NodeRule.waitFor("%s", left);
      }
    }
    if (needsTimeline(seen, lease)) {
      return NodeRule.waitFor("reserving the number of another timeline");
    }
    return Optional.of(
        new Decision.Promote(
            seen.state().epoch(),
            lease.timeline(),
            rule(seen, lease),
            "holds " + seen.state().epoch()));
  }

  /** As it was granted, where that still keeps what is on record. */
  private static CommitRule rule(NodeSeen seen, Lease lease) {
    var sync = seen.state().sync();
    if (sync == null) {
      // A cluster that followed another promised nothing: in strict mode no commit may slip by.
      var config = seen.state().config();
      var blocks = config.synchronousModeStrict() && config.synchronousMode() != SyncMode.OFF;
      return blocks ? CommitRule.BLOCKED : CommitRule.NONE;
    }
    var granted = lease.rule();
    return granted != null && granted.keeps(sync) ? granted : CommitRule.anyOf(sync);
  }

  /**
   * True for a standby that did not follow the last primary, where nobody was asked for a promise.
   *
   * <p>The primary before may be back as a standby with WAL that the cluster has left, and streams
   * it to whoever still has its address: what this one said before it was chosen is no answer.
   */
  private static boolean missedTimelines(NodeSeen seen) {
    var answer = seen.database().answer();
    return seen.state().sync() == null
        && answer != null
        && AgreedHistory.missedTheLast(seen.state(), answer.position());
  }

  /** Why this standby must not be promoted after all; null where it may. */
  static @Nullable String forked(NodeSeen seen) {
    var answer = seen.database().answer();
    return answer == null
            || !missedTimelines(seen)
            || !AgreedHistory.wasLeftBy(seen.state(), answer.position())
        ? null
        : "its history ends at %s, where the cluster did not go on".formatted(answer.position());
  }

  /** True where the promotion could not have the number that the lease reserves. */
  static boolean needsTimeline(NodeSeen seen, Lease lease) {
    return highestTimeline(seen) >= lease.timeline();
  }

  /** The highest number of a timeline that this standby knows to exist. */
  static int highestTimeline(NodeSeen seen) {
    var answer = seen.database().answer();
    return answer == null ? 0 : Math.max(answer.position().timeline(), answer.newestTimeline());
  }

  private static Optional<Decision> fetch(NodeSeen seen, WalPosition floor) {
    var answer = seen.database().answer();
    if (answer != null && seen.isStray(answer.position())) {
      return NodeRule.waitFor(
          "is on a timeline that nobody else knows, and must have the WAL up to %s", floor);
    }
    var tries = seen.memory().failure();
    var skip = tries != null && tries.kind() == Decision.FetchWal.class ? tries.times() : 0;
    var sources =
        seen.reports().values().stream()
            .filter(r -> !r.member().equals(seen.id()) && r.role() == ServerRole.STANDBY)
            .filter(r -> has(r, floor))
            .map(MemberReport::member)
            .sorted(Comparator.naturalOrder())
            .toList();
    if (sources.isEmpty()) {
      return NodeRule.waitFor("nobody reports who has the WAL up to %s", floor);
    }
    MemberId source = sources.get(skip % sources.size());
    return seen.state()
        .member(source)
        .map(
            m ->
                new Decision.FetchWal(
                    source,
                    m.postgresAddress(),
                    floor,
                    "must have %s before it takes writes".formatted(floor)));
  }

  private static boolean has(MemberReport report, WalPosition floor) {
    return report.position() != null && report.position().compareTo(floor) >= 0;
  }
}
