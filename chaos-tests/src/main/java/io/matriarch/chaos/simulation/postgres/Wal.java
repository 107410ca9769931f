package io.matriarch.chaos.simulation.postgres;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Locale;

/** Everything up to one byte of one branch. */
public record Wal(Branch branch, long end) {
  /** The timeline's number and the byte, as PostgreSQL shows them. */
  public WalPosition position() {
    return new WalPosition(branch.timeline, new Lsn(end));
  }

  public int timeline() {
    return branch.timeline;
  }

  public TimelineHistory history() {
    return branch.history();
  }

  /** The first byte of its timeline, and all before. */
  public Wal fromItsBeginning() {
    return new Wal(branch, branch.begin);
  }

  /** What was there before its timeline began. */
  public Wal inherited() {
    return branch.parent == null ? this : new Wal(branch.parent, branch.begin);
  }

  Wal upTo(long newEnd) {
    return newEnd == end ? this : new Wal(branch, newEnd);
  }

  /** True where all that {@code other} has is in this one, by content and not by number. */
  public boolean containsAllOf(Wal other) {
    return other.end <= shared(other.branch);
  }

  /** True where the transaction that ends at {@code commitEnd} of {@code there} is in this one. */
  public boolean contains(Branch there, long commitEnd) {
    return commitEnd <= shared(there);
  }

  /** How far {@code there} is part of this one; -1 where it is not at all. */
  public long shared(Branch there) {
    long limit = end;
    for (var own = branch; own != null; own = own.parent) {
      if (own == there) {
        return limit;
      }
      limit = Math.min(limit, own.begin);
    }
    return -1;
  }

  /** What a walsender checks before it streams to a standby at {@code there}: numbers alone. */
  boolean acceptsStandbyAt(Wal there) {
    if (there.branch.timeline == branch.timeline) {
      return there.end <= end;
    }
    return branch.history().forks().stream()
        .anyMatch(f -> f.timeline() == there.branch.timeline && there.end <= f.end().bytes());
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d/%d", branch.timeline, end);
  }
}
