package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.PhaseTimes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When this member saw the steps of the last change of primary, on its own clock.
 *
 * @param epoch the newest epoch that had a lease
 * @param renewal its newest renewal
 * @param renewedNanos when that was applied here
 * @param silentSinceNanos when the last renewal of the previous lease was; null where not seen
 * @param endedNanos when that lease was seen to end; null where it was not
 * @param assignedNanos when the present lease was granted; null where nobody has it
 */
public record ChangeClock(
    Epoch epoch,
    long renewal,
    long renewedNanos,
    @Nullable Long silentSinceNanos,
    @Nullable Long endedNanos,
    @Nullable Long assignedNanos) {
  public static final ChangeClock NONE = new ChangeClock(Epoch.NONE, -1, 0, null, null, null);

  /** After {@code state} was applied. */
  public ChangeClock after(ClusterState state, long nowNanos) {
    var lease = state.lease();
    if (lease == null) {
      return assignedNanos == null && endedNanos != null || epoch.equals(Epoch.NONE)
          ? this
          : new ChangeClock(epoch, renewal, renewedNanos, renewedNanos, nowNanos, null);
    }
    if (!lease.epoch().equals(epoch)) {
      return new ChangeClock(
          lease.epoch(), lease.renewal(), nowNanos, silentSinceNanos, endedNanos, nowNanos);
    }
    return lease.renewal() == renewal
        ? this
        : new ChangeClock(
            epoch, lease.renewal(), nowNanos, silentSinceNanos, endedNanos, assignedNanos);
  }

  /** The phases up to now; null where they were not all seen here. */
  public @Nullable PhaseTimes times(long nowNanos) {
    return silentSinceNanos == null || endedNanos == null || assignedNanos == null
        ? null
        : new PhaseTimes(
            millis(endedNanos - silentSinceNanos),
            millis(assignedNanos - endedNanos),
            millis(nowNanos - assignedNanos));
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }
}
