package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.model.AgreedHistory;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Standbys that have promised to follow no epoch but the next, and said what they have: nothing is
 * acknowledged to an older primary by them any more.
 *
 * @param heard each with the end of its WAL; of a former primary's that has gone on alone, only
 *     what the cluster went on from: nobody can have, or needs, what it wrote after
 */
record Recruits(SortedMap<MemberId, WalPosition> heard) {
  static Recruits of(ClusterSeen seen, Epoch promised) {
    var heard = new TreeMap<MemberId, WalPosition>();
    var agreed = AgreedHistory.of(seen.state());
    for (var id : seen.state().members().keySet()) {
      seen.recent(id)
          .filter(r -> r.role() == ServerRole.STANDBY && r.state() != ServerState.STARTING)
          .filter(r -> r.promised().compareTo(promised) >= 0)
          .map(MemberReport::position)
          .map(agreed::shared)
          .ifPresent(position -> heard.put(id, position));
    }
    return new Recruits(heard);
  }

  SortedSet<MemberId> ids() {
    return new TreeSet<>(heard.keySet());
  }

  /** The most that any of them has. */
  Optional<Map.Entry<MemberId, WalPosition>> furthest() {
    return heard.entrySet().stream().max(Map.Entry.comparingByValue(Comparator.naturalOrder()));
  }

  /** Of those that {@code sync} counts, the ones that were not heard. */
  SortedSet<MemberId> missing(SyncSet sync) {
    var missing = new TreeSet<>(sync.standbys());
    missing.removeAll(heard.keySet());
    return missing;
  }
}
