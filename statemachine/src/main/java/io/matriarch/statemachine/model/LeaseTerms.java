package io.matriarch.statemachine.model;

import java.time.Duration;

/**
 * The arithmetic of the primary lease, in one place.
 *
 * <p>The one assumption about clocks: monotonic clocks of two hosts run at rates that differ by
 * less than 1 % from true time. The holder counts {@code ttl} from before it sent its renewal;
 * others count {@link #expiryWait} from after they applied it, which is later. A holder whose clock
 * is slow by 1 % stops at 1.01 ttl of true time, a contender whose clock is fast by 1 % begins at
 * 1.03 * 0.99 = 1.0197.
 */
public final class LeaseTerms {
  /**
   * The agent's own fence must be over this long before the lease ends: then the guard takes over.
   */
  public static final Duration GUARD_LEAD = Duration.ofMillis(400);

  private static final Duration LEAST_MARGIN = Duration.ofMillis(700);
  private static final Duration MOST_MARGIN = Duration.ofSeconds(2);

  private LeaseTerms() {}

  /**
   * The same margin for a count that was taken over from an earlier agent: a process that has just
   * started needs every moment for its first renewal, and a fast shutdown is worth less than that.
   */
  public static Duration takenOverMargin() {
    return GUARD_LEAD.plusMillis(200);
  }

  /**
   * How long a member waits after it applied the last renewal before it may call the lease expired.
   */
  public static Duration expiryWait(Duration ttl) {
    return Spans.share(ttl, 103, 100);
  }

  /** How long before the end of its lease a primary without a new renewal begins to stop. */
  public static Duration fenceMargin(Duration ttl) {
    var fifth = Spans.share(ttl, 1, 5);
    if (fifth.compareTo(LEAST_MARGIN) < 0) {
      return LEAST_MARGIN;
    }
    return fifth.compareTo(MOST_MARGIN) > 0 ? MOST_MARGIN : fifth;
  }
}
