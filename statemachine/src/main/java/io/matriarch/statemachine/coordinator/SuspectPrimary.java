package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Spans;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes the lease away from a primary that is silent, where enough of the standbys that its commits
 * need hear nothing from it either.
 *
 * <p>No waiting for the end of the lease: before anybody gets the role these standbys promise to
 * acknowledge nothing more to it, so whatever it still writes is never acknowledged to a client.
 */
final class SuspectPrimary implements ClusterRule {
  @Override
  public Optional<Verdict> evaluate(ClusterSeen seen) {
    var state = seen.state();
    var lease = state.lease();
    var sync = state.sync();
    if (lease == null
        || sync == null
        || sync.needed() == 0
        || lease.openEnded()
        || state.paused()) {
      return Optional.empty();
    }
    var patience = patience(seen);
    var silence = silence(seen, lease.holder());
    if (silence.compareTo(patience) < 0) {
      return Optional.empty();
    }
    var broken =
        sync.standbys().stream()
            .filter(id -> seen.recent(id).filter(MemberReport::streamBroken).isPresent())
            .toList();
    if (!sync.suffices(broken)) {
      return Optional.empty();
    }
    var reason =
        "%s has been silent for %d ms, and %s hear nothing from it"
            .formatted(lease.holder(), silence.toMillis(), broken);
    return Optional.of(
        new Verdict.Propose(
            new Command.RevokeLease(lease.epoch(), lease.renewal(), reason), reason));
  }

  /** A renewal and a report are due every heartbeat, and take a moment to arrive. */
  private static Duration patience(ClusterSeen seen) {
    var config = seen.state().config();
    var longest =
        config.suspicionTimeout().compareTo(config.loopWait()) > 0
            ? config.suspicionTimeout()
            : config.loopWait();
    return Spans.share(longest, 13, 10);
  }

  private static Duration silence(ClusterSeen seen, MemberId holder) {
    var unrenewed = seen.since(seen.leaseAppliedNanos());
    var report = seen.reports().get(holder);
    if (report == null) {
      return unrenewed;
    }
    var unheard = Duration.ofNanos(report.ageNanos(seen.nowNanos()));
    return unheard.compareTo(unrenewed) < 0 ? unheard : unrenewed;
  }
}
