package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Epoch;
import java.time.Duration;

/**
 * The primary lease by its holder's own count: from before the committed renewal was sent.
 *
 * @param epoch whose
 * @param deadlineNanos on this host's monotonic clock; {@link Long#MAX_VALUE} while a pause has
 *     left the lease open
 * @param proven this very process had a renewal committed: what it knows of the cluster is no older
 *     than that; false where the count was taken over from an earlier agent
 */
public record HeldLease(Epoch epoch, long deadlineNanos, boolean proven) {
  /** What is left at {@code nowNanos}; negative where it is over. */
  public Duration left(long nowNanos) {
    return isOpenEnded() ? Duration.ofDays(3650) : Duration.ofNanos(deadlineNanos - nowNanos);
  }

  public boolean isOpenEnded() {
    return deadlineNanos == Long.MAX_VALUE;
  }
}
