package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.Operation.Kind;
import io.matriarch.statemachine.model.Operation.Phase;
import io.matriarch.statemachine.model.Vacancy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives the lease to the candidate of an operation once it has the old primary's last byte; after a
 * short wait gives it back instead.
 *
 * <p>Without the check a candidate whose stream broke during the shutdown would be promoted without
 * commits that were acknowledged.
 */
final class FinishHandover implements ClusterRule {
  @Override
  public Optional<Verdict> evaluate(ClusterSeen seen) {
    var running = seen.state().operation();
    var vacancy = seen.state().vacancy();
    if (running == null
        || running.phase() != Phase.HANDED_OVER
        || running.candidate() == null
        || seen.state().lease() != null
        || vacancy == null) {
      return Optional.empty();
    }
    var obstacle = obstacle(seen, running, running.candidate(), vacancy);
    if (obstacle == null) {
      return assign(seen, running.candidate(), "requested by " + running.requestedBy());
    }
    var waited = seen.since(seen.milestones().phaseNanos());
    if (waited.compareTo(seen.patience()) < 0) {
      return Optional.of(
          new Verdict.Hold(
              "%s %s; waiting for it up to %d ms"
                  .formatted(running.candidate(), obstacle, seen.patience().toMillis())));
    }
    var why = "%s %s, also after %d ms".formatted(running.candidate(), obstacle, waited.toMillis());
    var canReturn =
        vacancy.clean() && seen.recent(vacancy.previous()).filter(r -> !r.stopping()).isPresent();
    return canReturn
        ? assign(seen, vacancy.previous(), "the role went back: " + why)
        : Optional.of(new Verdict.Propose(new Command.CancelOperation(running.id(), why), why));
  }

  private static Optional<Verdict> assign(ClusterSeen seen, MemberId node, String reason) {
    return Optional.of(
        new Verdict.Propose(new Command.AssignPrimary(node, seen.state().epoch(), reason), reason));
  }

  private static @Nullable String obstacle(
      ClusterSeen seen, Operation running, MemberId candidate, Vacancy vacancy) {
    var member = seen.state().members().get(candidate);
    if (member == null) {
      return "is not a member any more";
    }
    // After a clean stop it is known where the WAL ends: whoever has it all needs not be asked
    // again.
    var since = vacancy.clean() ? 0 : seen.milestones().vacantIndex();
    var obstacle =
        running.kind() == Kind.FAILOVER
            ? Candidates.unfit(seen, member, since)
            : Candidates.obstacle(seen, member, since);
    if (obstacle != null || !vacancy.clean() || vacancy.lastKnown() == null) {
      return obstacle;
    }
    var position = seen.recent(candidate).map(MemberReport::position).orElse(null);
    var last = vacancy.lastKnown();
    // "Last known" is the end of the shutdown checkpoint record, the last the old primary wrote.
    return position != null
            && position.timeline() == last.timeline()
            && position.lsn().compareTo(last.lsn()) >= 0
        ? null
        : "is at %s and has not the last byte of %s at %s"
            .formatted(position, vacancy.previous(), last);
  }
}
