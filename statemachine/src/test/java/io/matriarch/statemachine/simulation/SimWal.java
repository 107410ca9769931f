package io.matriarch.statemachine.simulation;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import java.util.ArrayList;
import java.util.List;

/**
 * The history of one database. Two promotions may give two histories the same timeline number, as
 * PostgreSQL does; {@code branch} tells them apart, and no rule ever sees it.
 */
record SimWal(List<Part> parts, long end) {
  record Part(int timeline, int branch, long start) {}

  static SimWal begin(int branch) {
    return new SimWal(List.of(new Part(1, branch, 0)), 1000);
  }

  SimWal written(long bytes) {
    return new SimWal(parts, end + bytes);
  }

  SimWal upTo(long newEnd) {
    return new SimWal(parts, newEnd);
  }

  SimWal promoted(int branch, int timeline) {
    var longer = new ArrayList<>(parts);
    longer.add(new Part(timeline, branch, end));
    return new SimWal(List.copyOf(longer), end);
  }

  int timeline() {
    return parts.getLast().timeline();
  }

  WalPosition position() {
    return new WalPosition(timeline(), new Lsn(end));
  }

  TimelineHistory history() {
    var forks = new ArrayList<TimelineHistory.Fork>();
    for (int i = 0; i + 1 < parts.size(); i++) {
      forks.add(
          new TimelineHistory.Fork(parts.get(i).timeline(), new Lsn(parts.get(i + 1).start())));
    }
    return new TimelineHistory(timeline(), forks);
  }

  /** What PostgreSQL checks before it streams: timeline numbers and positions. */
  boolean acceptsStandbyAt(SimWal standby) {
    return history().contains(standby.position())
        && (standby.timeline() != timeline() || standby.end <= end);
  }

  /** What must be true for a standby: all that it has, its primary has. */
  boolean containsAllOf(SimWal standby) {
    int last = standby.parts.size() - 1;
    if (last >= parts.size() || !parts.subList(0, last + 1).equals(standby.parts)) {
      return false;
    }
    return standby.end <= (last + 1 < parts.size() ? parts.get(last + 1).start() : end);
  }
}
