package io.matriarch.statemachine.model;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Why the last primary ended; kept until its successor has confirmed that it takes writes.
 *
 * @param previous who held it last
 * @param epoch the epoch that ended
 * @param lastKnown the last write position known of it: exact after a clean hand-over, else as of
 *     its last renewal, so the true end may lie further
 * @param clean the previous primary itself said that it stopped, with {@code lastKnown} as its last
 *     byte
 * @param revoked the lease was taken away before it could have run out: its holder may be alive and
 *     not know it
 * @param floor what {@code previous} had to have before it could take writes, where it is not sure
 *     that it ever had it; null otherwise
 * @param promise what was promised of acknowledged commits when the lease ended; null: nothing
 * @param gaveUp who was given the role since, and gave it up before it could have taken writes
 * @param reason for people
 */
public record Vacancy(
    MemberId previous,
    Epoch epoch,
    @Nullable WalPosition lastKnown,
    boolean clean,
    boolean revoked,
    @Nullable WalPosition floor,
    @Nullable SyncSet promise,
    SortedSet<MemberId> gaveUp,
    String reason) {
  public Vacancy {
    gaveUp = Collections.unmodifiableSortedSet(new TreeSet<>(gaveUp));
  }

  /** The same, where no less than {@code known} is known of what was written. */
  public Vacancy knowing(@Nullable WalPosition known) {
    return known == null || lastKnown != null && known.compareTo(lastKnown) <= 0
        ? this
        : new Vacancy(previous, epoch, known, false, revoked, floor, promise, gaveUp, reason);
  }

  /** The same, ended before its time. */
  public Vacancy asRevoked() {
    return new Vacancy(previous, epoch, lastKnown, clean, true, floor, promise, gaveUp, reason);
  }

  /**
   * The same, after {@code winner} was given the role of {@code given} and gave it up before it
   * took writes: as if it had never had it.
   */
  public Vacancy reopened(MemberId winner, Epoch given, String why) {
    var tried = new TreeSet<>(gaveUp);
    tried.add(winner);
    return new Vacancy(
        previous,
        given,
        lastKnown,
        clean,
        revoked,
        floor,
        promise,
        tried,
        "%s; %s gave the role up: %s".formatted(reason, winner, why));
  }
}
