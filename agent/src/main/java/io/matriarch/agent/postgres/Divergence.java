package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where one history left another, and what it went through after that.
 *
 * @param fork the last position that both have, on the timeline that both have
 * @param pieces of WAL after that, oldest first
 */
record Divergence(WalPosition fork, List<Piece> pieces) {
  /**
   * WAL of one timeline.
   *
   * @param end where the next timeline begins; null on the last one, whose end only its WAL tells
   */
  record Piece(int timeline, Lsn begin, @Nullable Lsn end) {}

  /** Empty where the two have no timeline in common. */
  static Optional<Divergence> of(TimelineHistory mine, TimelineHistory theirs) {
    var ours = pieces(mine);
    var others = pieces(theirs);
    int common = 0;
    while (common < Math.min(ours.size(), others.size())
        && ours.get(common).timeline() == others.get(common).timeline()
        && ours.get(common).begin().equals(others.get(common).begin())) {
      common++;
    }
    if (common == 0) {
      return Optional.empty();
    }
    var last = ours.get(common - 1);
    var end = earlier(last.end(), others.get(common - 1).end());
    // Both go on: either may have more, and only this one's own end is found below.
    var fork = end == null ? last.begin() : end;
    var after = new ArrayList<Piece>();
    for (var piece : ours.subList(common - 1, ours.size())) {
      var begin = piece.begin().isAfter(fork) ? piece.begin() : fork;
      if (piece.end() == null || piece.end().isAfter(begin)) {
        after.add(new Piece(piece.timeline(), begin, piece.end()));
      }
    }
    return Optional.of(new Divergence(new WalPosition(last.timeline(), fork), after));
  }

  private static @Nullable Lsn earlier(@Nullable Lsn a, @Nullable Lsn b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isAfter(b) ? b : a;
  }

  private static List<Piece> pieces(TimelineHistory history) {
    var pieces = new ArrayList<Piece>();
    var begin = Lsn.ZERO;
    for (var fork : history.forks()) {
      pieces.add(new Piece(fork.timeline(), begin, fork.end()));
      begin = fork.end();
    }
    pieces.add(new Piece(history.current(), begin, null));
    return pieces;
  }
}
