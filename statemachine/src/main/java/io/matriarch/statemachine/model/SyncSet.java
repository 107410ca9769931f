package io.matriarch.statemachine.model;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the cluster promises of every acknowledged commit: it is on the primary's disk, and on the
 * disks of at least {@code needed} of {@code standbys}.
 *
 * <p>So whoever hears {@link #electionQuorum} of them hears at least one that has all of it. The
 * promise is true before it is recorded, and stays true until another is: see {@link CommitRule}.
 *
 * @param standbys the standbys that are counted, never the primary
 * @param needed 0 where the primary's copy is the only one that is sure
 */
public record SyncSet(SortedSet<MemberId> standbys, int needed) {
  /** The primary alone is sure to have everything. */
  public static final SyncSet PRIMARY_ALONE = new SyncSet(new TreeSet<>(), 0);

  public SyncSet {
    standbys = Collections.unmodifiableSortedSet(new TreeSet<>(standbys));
    if (needed < 0 || needed > standbys.size()) {
      throw new IllegalArgumentException(
          "%d of %s standbys cannot be waited for".formatted(needed, standbys));
    }
  }

  /**
   * How many of the standbys must be heard so that one of them has every acknowledged commit: every
   * set that can acknowledge meets every set that can elect. One more than there are where that
   * cannot be.
   */
  public int electionQuorum() {
    return standbys.size() - needed + 1;
  }

  /** True where {@code heard} cannot miss an acknowledged commit. */
  public boolean suffices(Collection<MemberId> heard) {
    return needed > 0 && standbys.stream().filter(heard::contains).count() >= electionQuorum();
  }

  /**
   * The promise for the primary that follows {@code previous}: what was acknowledged before is on
   * {@code previous} too, which was the primary, and {@code successor} is no standby any more.
   *
   * <p>Where a commit was on {@code needed} of the old standbys, then on as many of the new ones:
   * the set lost at most the successor and won the old primary.
   */
  public SyncSet after(MemberId previous, MemberId successor) {
    if (previous.equals(successor)) {
      return this;
    }
    var next = new TreeSet<>(standbys);
    next.add(previous);
    next.remove(successor);
    return new SyncSet(next, Math.min(needed, next.size()));
  }

  @Override
  public String toString() {
    return needed == 0 ? "the primary alone" : "%d of %s".formatted(needed, standbys);
  }
}
