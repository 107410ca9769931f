package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Spans;
import java.util.Optional;

/**
 * Keeps Raft leadership away from the primary's node: losing the primary's host then costs no Raft
 * election, and a stalled disk there does not stall its own renewals.
 */
public final class RaftLeaderPlacement {
  private RaftLeaderPlacement() {}

  /**
   * Who should lead instead of this member; empty where it may go on, or nobody better is there.
   */
  public static Optional<MemberId> better(ClusterSeen seen) {
    // Not in the middle of a change of roles: a transfer holds up commits for a moment.
    var changing = seen.state().operation() != null || seen.state().vacancy() != null;
    if (!seen.state().isHolder(seen.self()) || changing || isLate(seen)) {
      return Optional.empty();
    }
    return seen.state().members().values().stream()
        .filter(m -> m.kind() != MemberKind.OBSERVER)
        .map(Member::id)
        .filter(id -> !id.equals(seen.self()))
        .filter(id -> seen.recent(id).filter(r -> !r.stopping()).isPresent())
        .findFirst();
  }

  /** Whoever has just been elected after a stall renews first: another round may take too long. */
  private static boolean isLate(ClusterSeen seen) {
    var heartbeat = seen.state().config().loopWait();
    return seen.since(seen.leaseAppliedNanos()).compareTo(Spans.share(heartbeat, 3, 2)) > 0;
  }
}
