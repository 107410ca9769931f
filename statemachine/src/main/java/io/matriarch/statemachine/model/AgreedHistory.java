package io.matriarch.statemachine.model;

import io.matriarch.statemachine.model.TimelineHistory.Fork;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The history of timelines that the cluster has agreed on, as far as the entries kept reach. */
public final class AgreedHistory {
  private AgreedHistory() {}

  /** True where a database at {@code position} did not follow the last primary that took writes. */
  public static boolean missedTheLast(ClusterState state, WalPosition position) {
    var last = state.vacancy() == null ? null : state.vacancy().lastKnown();
    return last != null && position.timeline() < last.timeline();
  }

  /** True where it besides has WAL with which the cluster did not go on. */
  public static boolean wasLeftBy(ClusterState state, WalPosition position) {
    return missedTheLast(state, position) && !of(state).contains(position);
  }

  public static TimelineHistory of(ClusterState state) {
    var forks = new ArrayList<Fork>();
    @Nullable HistoryEntry previous = null;
    for (var entry : state.history()) {
      if (previous != null && entry.forkedAt() != null && entry.timeline() > previous.timeline()) {
        var since =
            entry.ancestors() == null || entry.ancestors().isEmpty()
                ? List.of(new Fork(previous.timeline(), entry.forkedAt()))
                : entry.ancestors();
        var begin = since.getFirst().end();
        // A timeline that begins before its predecessor did was not begun from it: none of the
        // ancestors reaches further than where this one leaves them.
        forks.replaceAll(f -> f.end().isAfter(begin) ? new Fork(f.timeline(), begin) : f);
        forks.addAll(since);
      }
      previous = entry;
    }
    return new TimelineHistory(previous == null ? 1 : previous.timeline(), forks);
  }
}
