package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.Operation.Kind;
import io.matriarch.statemachine.model.Operation.Phase;
import java.time.Duration;
import java.util.Optional;

/**
 * Ends an operation whose preparation does not come to an end, so that none hangs for ever.
 *
 * <p>Only before the old primary has given up its lease: after that {@link FinishHandover} decides,
 * and once the candidate has the lease its expiry does.
 */
final class GiveUpOperation implements ClusterRule {
  /** Two checkpoints of a busy primary, its shutdown and the standby's catching up. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Choosing among standbys that report every heartbeat takes no longer. */
  private static final Duration CHOICE_LIMIT = Duration.ofSeconds(5);

  @Override
  public Optional<Verdict> evaluate(ClusterSeen seen) {
    var running = seen.state().operation();
    if (running == null
        || running.kind() == Kind.BOOTSTRAP
        || running.phase() != Phase.PREPARING
        || !running.id().equals(seen.milestones().operationId())) {
      return Optional.empty();
    }
    return reason(seen, running)
        .map(
            reason ->
                new Verdict.Propose(new Command.CancelOperation(running.id(), reason), reason));
  }

  private static Optional<String> reason(ClusterSeen seen, Operation running) {
    var waited = seen.since(seen.milestones().phaseNanos());
    if (waited.compareTo(CHOICE_LIMIT) < 0) {
      return Optional.empty();
    }
    var candidate = running.candidate();
    if (candidate == null) {
      return Optional.of(
          "no standby could take over within %d s: %s"
              .formatted(CHOICE_LIMIT.toSeconds(), Candidates.obstacles(seen, 0)));
    }
    var member = seen.state().members().get(candidate);
    var unfit = member == null ? "is not a member any more" : Candidates.unfit(seen, member, 0);
    if (running.kind() == Kind.SWITCHOVER && unfit != null) {
      return Optional.of("%s %s; %s goes on".formatted(candidate, unfit, running.from()));
    }
    return waited.compareTo(LIMIT) < 0
        ? Optional.empty()
        : Optional.of(late(seen, running, candidate));
  }

  private static String late(ClusterSeen seen, Operation running, MemberId candidate) {
    var ready = seen.recent(candidate).filter(r -> running.id().equals(r.readyFor()));
    return ready.isPresent()
        ? "%s had not stopped %d s after the request".formatted(running.from(), LIMIT.toSeconds())
        : "%s had not said %d s after the request that it is ready, which needs a guard that waits:"
                .formatted(candidate, LIMIT.toSeconds())
            + " see its log";
  }
}
