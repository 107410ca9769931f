package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.LeaseTerms;
import io.matriarch.statemachine.model.Spans;
import java.util.Optional;

/**
 * Ends the lease of a primary that did not renew it for longer than its holder may count it.
 *
 * <p>Counted from when this member applied the last renewal, which is later than when the holder
 * sent it. No extra wait after a Raft election is needed: a renewal that this member has not
 * applied yet stands in the log before the expiry, which is then refused, or after it, and then the
 * renewal is.
 */
final class ExpireSilentLease implements ClusterRule {
  @Override
  public Optional<Verdict> evaluate(ClusterSeen seen) {
    var lease = seen.state().lease();
    if (lease == null) {
      return Optional.empty();
    }
    var silence = seen.since(seen.leaseAppliedNanos());
    var wait = LeaseTerms.expiryWait(lease.ttl());
    var late = silence.compareTo(Spans.times(seen.state().config().loopWait(), 2)) > 0;
    if (lease.openEnded() || seen.state().paused()) {
      return late
          ? Optional.of(
              new Verdict.Hold(
                  "%s has not renewed its lease for %d ms, and a pause has left it open: if %s is dead for certain, run 'matriarchctl failover --candidate NODE --force'"
                      .formatted(lease.holder(), silence.toMillis(), lease.holder())))
          : Optional.empty();
    }
    if (silence.compareTo(wait) > 0) {
      var reason =
          "%s did not renew its lease for %d ms".formatted(lease.holder(), silence.toMillis());
      return Optional.of(
          new Verdict.Propose(
              new Command.ExpireLease(lease.epoch(), lease.renewal(), reason), reason));
    }
    return late
        ? Optional.of(
            new Verdict.Hold(
                "%s has not renewed its lease for %d ms; it ends at %d ms"
                    .formatted(lease.holder(), silence.toMillis(), wait.toMillis())))
        : Optional.empty();
  }
}
