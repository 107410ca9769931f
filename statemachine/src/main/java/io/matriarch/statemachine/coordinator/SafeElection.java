package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.coordinator.Candidates.Candidate;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Vacancy;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The election where acknowledged commits are promised to survive: either enough standbys were
 * heard that one of them has everything, or the last primary itself is there.
 */
final class SafeElection {
  private SafeElection() {}

  /** How an election can end now. */
  sealed interface Outcome {
    /**
     * This one, and nothing acknowledged is lost.
     *
     * @param floor what it must have before it takes writes
     */
    record Winner(
        MemberId node, SortedSet<MemberId> recruits, @Nullable WalPosition floor, String why)
        implements Outcome {}

    /** Nobody, as things are. */
    record Nobody(String why) implements Outcome {}
  }

  static Outcome hold(ClusterSeen seen, SyncSet sync, Vacancy vacancy) {
    var recruits = Recruits.of(seen, vacancy.epoch().next());
    if (sync.suffices(recruits.heard().keySet())) {
      return among(seen, recruits, vacancy);
    }
    return previous(seen, vacancy, recruits)
        .orElseGet(() -> new Outcome.Nobody(missing(seen, sync, recruits)));
  }

  private static Outcome among(ClusterSeen seen, Recruits recruits, Vacancy vacancy) {
    var furthest = recruits.furthest().orElseThrow();
    var floor = furthest.getValue();
    var candidates = candidates(seen, recruits, vacancy, floor);
    if (candidates.isEmpty()) {
      return new Outcome.Nobody(
          "nobody can be promoted: " + Candidates.obstacles(seen, seen.milestones().vacantIndex()));
    }
    var best = candidates.getFirst();
    var why =
        best.position().compareTo(floor) >= 0
            ? "%s has all of %d standbys' WAL, %s"
                .formatted(best.id(), recruits.heard().size(), best.position())
            : "%s is preferred and fetches WAL up to %s from %s"
                .formatted(best.id(), floor, furthest.getKey());
    return new Outcome.Winner(best.id(), recruits.ids(), floor, why);
  }

  /** The operator's priority first: who lacks WAL fetches it before it takes writes. */
  private static List<Candidate> candidates(
      ClusterSeen seen, Recruits recruits, Vacancy vacancy, WalPosition floor) {
    return Candidates.fit(seen, seen.milestones().vacantIndex()).stream()
        .filter(c -> recruits.heard().containsKey(c.id()) || c.id().equals(vacancy.previous()))
        // One that was given the role and could not fetch what it lacked is not tried again.
        .filter(c -> !hadItsTurn(c, vacancy) || c.position().compareTo(floor) >= 0)
        .sorted(
            Comparator.comparing((Candidate c) -> isFarBehind(seen, c, floor))
                .thenComparing(Comparator.comparingInt(Candidate::priority).reversed())
                .thenComparing(Candidates.BEST_FIRST))
        .toList();
  }

  private static boolean hadItsTurn(Candidate candidate, Vacancy vacancy) {
    return candidate.id().equals(vacancy.previous()) || vacancy.gaveUp().contains(candidate.id());
  }

  /** Too far for its priority to be worth the wait. */
  private static boolean isFarBehind(ClusterSeen seen, Candidate candidate, WalPosition floor) {
    var position = candidate.position();
    return position.timeline() < floor.timeline()
        || floor.lsn().bytesAhead(position.lsn())
            > seen.state().config().maximumLagOnFailoverBytes();
  }

  /** The last primary has everything it ever acknowledged. */
  private static Optional<Outcome> previous(ClusterSeen seen, Vacancy vacancy, Recruits recruits) {
    return Candidates.fit(seen, seen.milestones().vacantIndex()).stream()
        .filter(c -> c.id().equals(vacancy.previous()))
        .findFirst()
        .flatMap(c -> Optional.ofNullable(comeback(c, vacancy, recruits)));
  }

  private static @Nullable Outcome comeback(Candidate c, Vacancy vacancy, Recruits recruits) {
    var floor = floor(c, vacancy, recruits);
    return floor == null
        ? null
        : new Outcome.Winner(
            c.id(), recruits.ids(), floor, c.id() + " was the last primary and is back");
  }

  /**
   * What the last primary must have before it takes writes again: what it has. One that lacks what
   * it was to have first never took a write, and may go on to fetch it where somebody has it.
   *
   * @return null where nobody who was heard has it
   */
  static @Nullable WalPosition floor(Candidate previous, Vacancy vacancy, Recruits recruits) {
    var floor = vacancy.floor();
    if (floor == null || previous.position().compareTo(floor) >= 0) {
      return previous.position();
    }
    return recruits.furthest().filter(f -> f.getValue().compareTo(floor) >= 0).isPresent()
        ? floor
        : null;
  }

  /** Whom an election is waiting for, and what an operator can do. */
  static String missing(ClusterSeen seen, SyncSet sync, Recruits recruits) {
    if (sync.needed() == 0) {
      return ("only %s is sure to have every acknowledged commit: its commits waited for no"
              + " standby; start it, or accept the loss: matriarchctl failover --candidate NODE"
              + " --accept-data-loss")
          .formatted(previousOf(seen));
    }
    var heard = sync.standbys().size() - recruits.missing(sync).size();
    return ("%s may hold acknowledged commits and %s; %d of the standbys %s were heard, %d are"
            + " needed; start one of them or %s, or accept the loss: matriarchctl failover"
            + " --candidate NODE --accept-data-loss")
        .formatted(
            recruits.missing(sync),
            why(seen, recruits.missing(sync)),
            heard,
            sync.standbys(),
            sync.electionQuorum(),
            previousOf(seen));
  }

  private static String previousOf(ClusterSeen seen) {
    var vacancy = seen.state().vacancy();
    return vacancy == null ? "the last primary" : vacancy.previous().value();
  }

  private static String why(ClusterSeen seen, SortedSet<MemberId> missing) {
    var unheard = missing.stream().filter(id -> seen.recent(id).isEmpty()).toList();
    return unheard.isEmpty() ? "have not promised yet" : unheard + " do not report";
  }
}
