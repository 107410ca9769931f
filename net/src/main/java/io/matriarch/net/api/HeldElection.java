package io.matriarch.net.api;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Vacancy;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Nobody is given the primary role, because acknowledged commits might be lost: too few of those
 * that may hold them were heard.
 *
 * <p>Read from a view, so that every agent can tell it; who decides is the Raft leader, and its
 * reason is in {@code explain}. True for a moment in each change of primary.
 *
 * @param missing who may hold acknowledged commits and has not promised to follow the next primary
 */
public record HeldElection(SortedSet<MemberId> missing) {
  /** A member that is silent for so many heartbeats counts as not there. */
  private static final int HEARTBEATS = 3;

  public HeldElection {
    missing = Collections.unmodifiableSortedSet(new TreeSet<>(missing));
  }

  /** Empty where somebody is primary, nothing is promised, or enough were heard. */
  public static Optional<HeldElection> of(ClusterView view) {
    var state = view.state();
    var sync = state.sync();
    var vacancy = state.vacancy();
    if (state.lease() != null || sync == null || vacancy == null || asksNobody(state, vacancy)) {
      return Optional.empty();
    }
    if (isBack(view, vacancy)) {
      return Optional.empty();
    }
    var heard = new TreeSet<MemberId>();
    for (var id : state.members().keySet()) {
      recent(view, id).filter(r -> promised(r, vacancy)).ifPresent(r -> heard.add(id));
    }
    return sync.suffices(heard)
        ? Optional.empty()
        : Optional.of(new HeldElection(missing(state, sync, vacancy, heard)));
  }

  /** In a pause nobody is sought; a candidate that has the last byte needs no promises. */
  private static boolean asksNobody(ClusterState state, Vacancy vacancy) {
    return state.operation() == null ? state.paused() : vacancy.clean();
  }

  private static SortedSet<MemberId> missing(
      ClusterState state, SyncSet sync, Vacancy vacancy, SortedSet<MemberId> heard) {
    var missing = new TreeSet<>(sync.standbys());
    missing.removeAll(heard);
    if (state.members().containsKey(vacancy.previous())) {
      missing.add(vacancy.previous());
    }
    return missing;
  }

  private static boolean promised(MemberReport report, Vacancy vacancy) {
    return report.role() == ServerRole.STANDBY
        && report.position() != null
        && report.promised().compareTo(vacancy.epoch().next()) >= 0;
  }

  /** The last primary has everything it ever acknowledged. */
  private static boolean isBack(ClusterView view, Vacancy vacancy) {
    var floor = vacancy.floor();
    return recent(view, vacancy.previous())
        .filter(r -> r.role() == ServerRole.STANDBY && !r.stopping())
        .map(MemberReport::position)
        .filter(at -> floor == null || at.compareTo(floor) >= 0)
        .isPresent();
  }

  private static Optional<MemberReport> recent(ClusterView view, MemberId id) {
    var aged = view.reports().get(id);
    var limit = view.state().config().loopWait().multipliedBy(HEARTBEATS).toMillis();
    return aged == null || aged.ageMillis() > limit ? Optional.empty() : Optional.of(aged.report());
  }
}
