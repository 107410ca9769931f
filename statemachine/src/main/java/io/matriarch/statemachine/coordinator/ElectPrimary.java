package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.Spans;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Vacancy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Gives the primary role to the fittest standby when nobody has it.
 *
 * <p>It first hears every member that was there a moment ago, since a report from before the lease
 * ended may hide WAL that arrived after it; but not for long, since one of them may have died too.
 */
final class ElectPrimary implements ClusterRule {
  @Override
  public Optional<Verdict> evaluate(ClusterSeen seen) {
    var state = seen.state();
    var vacancy = state.vacancy();
    if (!state.initialized()
        || state.lease() != null
        || vacancy == null
        || state.operation() != null
        || !vacancy.epoch().equals(seen.milestones().vacantEpoch())) {
      return Optional.empty();
    }
    var since = seen.milestones().vacantIndex();
    var sync = state.sync();
    if (sync != null && !state.paused()) {
      return safely(seen, sync, vacancy);
    }
    var eligible = Candidates.eligible(seen, since);
    if (state.paused()) {
      // Its own primary may come back in a pause; nobody else is promoted without an operator.
      eligible = eligible.stream().filter(c -> c.id().equals(vacancy.previous())).toList();
      if (eligible.isEmpty()) {
        return hold("paused without a primary; run 'matriarchctl failover' or resume");
      }
    }
    var waited = seen.since(seen.milestones().vacantNanos());
    var silent = silent(seen, since);
    if (!silent.isEmpty() && waited.compareTo(patience(seen)) < 0) {
      return hold(
          "waiting up to %d ms to hear from %s".formatted(patience(seen).toMillis(), silent));
    }
    if (eligible.isEmpty()) {
      return hold("nobody can be promoted: " + Candidates.obstacles(seen, since));
    }
    var best = eligible.getFirst();
    // With a promise on record only its own primary comes here, in a pause.
    var floor =
        sync == null
            ? null
            : SafeElection.floor(best, vacancy, Recruits.of(seen, vacancy.epoch().next()));
    if (sync != null && floor == null) {
      return hold(
          "%s must have the WAL up to %s, and nobody who was heard has it"
              .formatted(best.id(), vacancy.floor()));
    }
    var reason =
        "%s; %s has the most WAL of %d candidate%s, %s"
            .formatted(
                vacancy.reason(),
                best.id(),
                eligible.size(),
                eligible.size() == 1 ? "" : "s",
                best.position());
    return Optional.of(
        new Verdict.Propose(
            new Command.AssignPrimary(
                best.id(), seen.numberOf(best.id()), state.epoch(), new TreeSet<>(), floor, reason),
            reason));
  }

  private static Optional<Verdict> safely(ClusterSeen seen, SyncSet sync, Vacancy vacancy) {
    return switch (SafeElection.hold(seen, sync, vacancy)) {
      case SafeElection.Outcome.Nobody nobody -> {
        var fresh = seen.since(seen.milestones().vacantNanos()).compareTo(patience(seen)) < 0;
        var missing = Recruits.of(seen, vacancy.epoch().next()).missing(sync);
        yield hold(
            fresh && !missing.isEmpty() ? "waiting for the promises of " + missing : nobody.why());
      }
      case SafeElection.Outcome.Winner winner -> {
        var reason = vacancy.reason() + "; " + winner.why();
        yield Optional.of(
            new Verdict.Propose(
                new Command.AssignPrimary(
                    winner.node(),
                    seen.numberOf(winner.node()),
                    seen.state().epoch(),
                    winner.recruits(),
                    winner.floor(),
                    reason),
                reason));
      }
    };
  }

  private static Optional<Verdict> hold(String reason) {
    return Optional.of(new Verdict.Hold(reason));
  }

  private static Duration patience(ClusterSeen seen) {
    return Spans.times(seen.state().config().loopWait(), 2);
  }

  /**
   * Databases that reported lately, but cannot say yet how much WAL they have: not since the lease
   * ended, or not before their recovery is through.
   */
  private static List<MemberId> silent(ClusterSeen seen, long sinceIndex) {
    return seen.state().members().values().stream()
        .filter(m -> m.kind() == MemberKind.DATABASE)
        .filter(
            m ->
                seen.recent(m.id())
                    .filter(r -> !r.stopping())
                    .filter(r -> r.appliedIndex() < sinceIndex || r.state() == ServerState.STARTING)
                    .isPresent())
        .map(io.matriarch.statemachine.model.Member::id)
        .toList();
  }
}
