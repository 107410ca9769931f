package io.matriarch.agent.loop;

import io.matriarch.net.api.ClusterView;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.PendingRestart;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.SharedParameters;
import org.jspecify.annotations.Nullable;

/**
 * Standbys make room first: one that runs with less than its primary stops to replay, and so is no
 * standby to fail over to.
 */
final class RoomFirst {
  private RoomFirst() {}

  /** Why this primary must not be restarted yet; null where it may. */
  static @Nullable String obstacle(MemberReport primary, ClusterView cluster) {
    for (var raised : primary.pendingRestart()) {
      if (!SharedParameters.ROOM.contains(raised.parameter()) || !isRaise(raised)) {
        continue;
      }
      for (var heard : cluster.reports().values()) {
        var report = heard.report();
        if (report.role() == ServerRole.STANDBY && hasLess(report, raised)) {
          return "%s must be restarted first: its %s is still %s, and this primary would have %s"
              .formatted(report.member(), raised.parameter(), raised.inEffect(), raised.wanted());
        }
      }
    }
    return null;
  }

  private static boolean hasLess(MemberReport standby, PendingRestart raised) {
    return standby.pendingRestart().stream()
        .anyMatch(p -> p.parameter().equals(raised.parameter()) && isRaise(p));
  }

  private static boolean isRaise(PendingRestart pending) {
    try {
      return Long.parseLong(pending.wanted()) > Long.parseLong(pending.inEffect());
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
