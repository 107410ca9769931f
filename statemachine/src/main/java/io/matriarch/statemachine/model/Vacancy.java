package io.matriarch.statemachine.model;

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
 * @param reason for people
 */
public record Vacancy(
    MemberId previous,
    Epoch epoch,
    @Nullable WalPosition lastKnown,
    boolean clean,
    boolean revoked,
    @Nullable WalPosition floor,
    String reason) {
  /** The same, ended before its time. */
  public Vacancy asRevoked() {
    return new Vacancy(previous, epoch, lastKnown, clean, true, floor, reason);
  }
}
