package io.matriarch.chaos.report;

import io.matriarch.chaos.checker.OverlapChecker;
import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.OpType;
import io.matriarch.chaos.history.Operation;
import io.matriarch.chaos.report.RunRecord.Role;
import io.matriarch.chaos.report.RunRecord.RoleSample;
import java.util.List;

/** What servers were, as the probes of a history found them. */
public final class ProbedRoles {
  private ProbedRoles() {}

  /** A sample for each probe that reached a server; where nobody listens there is none. */
  public static List<RoleSample> of(OpHistory history) {
    return history.of(OverlapChecker.PROBE).operations().stream()
        .filter(probe -> !probe.end().node().isEmpty())
        .map(ProbedRoles::sample)
        .toList();
  }

  private static RoleSample sample(Operation probe) {
    var end = probe.end();
    return new RoleSample(end.timeNanos(), end.node(), role(probe), end.timeline());
  }

  private static Role role(Operation probe) {
    if (probe.ok()) {
      return Role.PRIMARY;
    }
    boolean answered =
        probe.outcome() == OpType.FAIL && probe.end().error().equals(OverlapChecker.NOT_WRITABLE);
    return answered ? Role.STANDBY : Role.SILENT;
  }
}
