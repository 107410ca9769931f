package io.matriarch.statemachine.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right to take writes, held by one member for one epoch and for a bounded time.
 *
 * <p>No time of day is in it. The holder counts {@code ttl} from when it sent the renewal that was
 * committed; everybody else counts from when they applied it. Clocks of two hosts are never
 * compared.
 *
 * @param holder who may write
 * @param epoch the assignment this lease belongs to
 * @param renewal 0 at the grant, one more with each renewal; names the renewal that an expiry saw
 * @param ttl how long one renewal is good for
 * @param openEnded the cluster is paused, or its holder has not yet said that it knows the pause is
 *     over: time alone may not end this lease
 * @param timeline the number reserved for the timeline that the holder's promotion begins, which no
 *     other promotion gets; 0 where none was reserved
 * @param floor what the holder must have on disk before it takes writes; null where any will do
 * @param rule whom the commits of a promoted holder wait for at first; null where they wait for
 *     nobody, and where it is not promoted
 * @param report the number of the holder's report that the grant was decided on: the holder may
 *     count from that moment, which was before anybody could have seen the grant; 0 where none
 * @param position the holder's write position when it renewed, where it had one
 * @param stance what the holder last said of itself in a cluster that follows another one; null
 *     where it said nothing, and may take writes
 */
public record Lease(
    MemberId holder,
    Epoch epoch,
    long renewal,
    Duration ttl,
    boolean openEnded,
    int timeline,
    @Nullable WalPosition floor,
    @Nullable CommitRule rule,
    long report,
    @Nullable WalPosition position,
    @Nullable Stance stance) {
  /** Of a holder that has said nothing of its server. */
  public Lease(
      MemberId holder,
      Epoch epoch,
      long renewal,
      Duration ttl,
      boolean openEnded,
      int timeline,
      @Nullable WalPosition floor,
      @Nullable CommitRule rule,
      long report,
      @Nullable WalPosition position) {
    this(holder, epoch, renewal, ttl, openEnded, timeline, floor, rule, report, position, null);
  }

  /** One renewal further. */
  public Lease renewed(Duration forAnother, boolean open, @Nullable WalPosition at) {
    return new Lease(
        holder, epoch, renewal + 1, forAnother, open, timeline, floor, rule, report, at, stance);
  }

  /** The same with another reserved timeline. */
  public Lease withTimeline(int reserved) {
    return new Lease(
        holder, epoch, renewal, ttl, openEnded, reserved, floor, rule, report, position, stance);
  }

  /** The same, after its holder has said so; null after something it has to take a stand on. */
  public Lease withStance(@Nullable Stance said) {
    return new Lease(
        holder, epoch, renewal, ttl, openEnded, timeline, floor, rule, report, position, said);
  }

  public boolean isHeldBy(MemberId member) {
    return holder.equals(member);
  }
}
