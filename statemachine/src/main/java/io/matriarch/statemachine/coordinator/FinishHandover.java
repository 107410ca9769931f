package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.LeaseTerms;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.Operation.Kind;
import io.matriarch.statemachine.model.Operation.Phase;
import io.matriarch.statemachine.model.Vacancy;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives the lease to the candidate of an operation once it has the old primary's last byte, or once
 * it is sure to get all that was acknowledged; after a short wait gives it back instead.
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
    var candidate = running.candidate();
    var obstacle = obstacle(seen, running, candidate, vacancy);
    if (obstacle == null) {
      return assign(seen, candidate, vacancy, "requested by " + running.requestedBy());
    }
    var waited = seen.since(seen.milestones().phaseNanos());
    if (waited.compareTo(seen.patience()) < 0) {
      return Optional.of(
          new Verdict.Hold(
              "%s %s; waiting for it up to %d ms"
                  .formatted(candidate, obstacle, seen.patience().toMillis())));
    }
    if (running.acceptDataLoss() && mayYetWrite(seen, vacancy)) {
      return Optional.of(
          new Verdict.Hold(
              "%s may take writes until its lease has run out".formatted(vacancy.previous())));
    }
    var why = "%s %s, also after %d ms".formatted(candidate, obstacle, waited.toMillis());
    var canReturn =
        vacancy.clean() && seen.recent(vacancy.previous()).filter(r -> !r.stopping()).isPresent();
    return canReturn
        ? assign(seen, vacancy.previous(), vacancy, "the role went back: " + why)
        : Optional.of(new Verdict.Propose(new Command.CancelOperation(running.id(), why), why));
  }

  private static Optional<Verdict> assign(
      ClusterSeen seen, MemberId node, Vacancy vacancy, String reason) {
    var recruits = Recruits.of(seen, vacancy.epoch().next());
    // The last primary has all it ever wrote; it goes on where it stopped.
    var floor = node.equals(vacancy.previous()) ? vacancy.floor() : floor(seen, recruits, vacancy);
    return Optional.of(
        new Verdict.Propose(
            new Command.AssignPrimary(
                node, seen.numberOf(node), seen.state().epoch(), recruits.ids(), floor, reason),
            reason));
  }

  private static @Nullable WalPosition floor(ClusterSeen seen, Recruits recruits, Vacancy vacancy) {
    if (vacancy.clean()) {
      return vacancy.lastKnown();
    }
    return seen.state().sync() == null
        ? null
        : recruits.furthest().map(Map.Entry::getValue).orElse(null);
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
        running.kind() == Kind.FAILOVER || seen.state().sync() != null
            ? Candidates.unfit(seen, member, since)
            : Candidates.obstacle(seen, member, since);
    if (obstacle != null) {
      return obstacle;
    }
    return vacancy.clean() && vacancy.lastKnown() != null
        ? lacksLastByte(seen, candidate, vacancy, vacancy.lastKnown())
        : mightLose(seen, running, vacancy);
  }

  private static @Nullable String lacksLastByte(
      ClusterSeen seen, MemberId candidate, Vacancy vacancy, WalPosition last) {
    var position = seen.recent(candidate).map(MemberReport::position).orElse(null);
    // "Last known" is the end of the shutdown checkpoint record, the last the old primary wrote.
    return position != null
            && position.timeline() == last.timeline()
            && position.lsn().compareTo(last.lsn()) >= 0
        ? null
        : "is at %s and has not the last byte of %s at %s"
            .formatted(position, vacancy.previous(), last);
  }

  private static @Nullable String mightLose(ClusterSeen seen, Operation running, Vacancy vacancy) {
    var sync = seen.state().sync();
    if (sync == null || vacancy.previous().equals(running.candidate())) {
      return null;
    }
    var recruits = Recruits.of(seen, vacancy.epoch().next());
    if (sync.suffices(recruits.heard().keySet())) {
      return null;
    }
    var patient = seen.since(seen.milestones().phaseNanos()).compareTo(seen.patience()) < 0;
    return running.acceptDataLoss() && !patient && !mayYetWrite(seen, vacancy)
        ? null
        : "cannot be promoted without the risk of losing commits: "
            + SafeElection.missing(seen, sync, recruits);
  }

  /** A primary whose lease was taken away early may be alive and not know it. */
  private static boolean mayYetWrite(ClusterSeen seen, Vacancy vacancy) {
    return vacancy.revoked()
        && seen.since(seen.milestones().vacantNanos())
                .compareTo(LeaseTerms.expiryWait(seen.state().config().ttl()))
            < 0;
  }
}
