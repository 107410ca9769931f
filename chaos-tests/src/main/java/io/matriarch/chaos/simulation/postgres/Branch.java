package io.matriarch.chaos.simulation.postgres;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of history that one server wrote. PostgreSQL numbers timelines, and two servers may
 * choose the same number; branches are told apart for certain, and no rule ever sees them.
 */
public final class Branch {
  final int timeline;
  final @Nullable Branch parent;

  /** Where it left its parent. */
  final long begin;

  /** How far it was written to a disk by whoever writes it. */
  long tip;

  Branch(int timeline, @Nullable Branch parent, long begin) {
    this.timeline = timeline;
    this.parent = parent;
    this.begin = begin;
    this.tip = begin;
  }

  public int timeline() {
    return timeline;
  }

  /** What PostgreSQL's history file of this timeline says. */
  TimelineHistory history() {
    var forks = new ArrayList<TimelineHistory.Fork>();
    long end = begin;
    int child = timeline;
    for (var ancestor = parent; ancestor != null; ancestor = ancestor.parent) {
      // Numbers in between were kept free by files of ancestors without a byte.
      for (int number = child - 1; number >= ancestor.timeline; number--) {
        forks.addFirst(new TimelineHistory.Fork(number, new Lsn(end)));
      }
      child = ancestor.timeline;
      end = ancestor.begin;
    }
    return new TimelineHistory(timeline, forks);
  }
}
