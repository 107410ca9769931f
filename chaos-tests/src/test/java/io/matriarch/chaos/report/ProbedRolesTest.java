package io.matriarch.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.checker.OverlapChecker;
import io.matriarch.chaos.history.Op;
import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.OpType;
import io.matriarch.chaos.history.edn.Edn;
import io.matriarch.chaos.report.RunRecord.Role;
import io.matriarch.chaos.report.RunRecord.RoleSample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbedRolesTest {
  private final List<Op> ops = new ArrayList<>();

  @Test
  void probes_say_what_servers_are() {
    probe(OpType.OK, "a", 3, "");
    probe(OpType.FAIL, "b", 0, OverlapChecker.NOT_WRITABLE);
    probe(OpType.FAIL, "b", 0, "08006 no answer");
    probe(OpType.FAIL, "", 0, "08006 no answer");

    assertThat(ProbedRoles.of(new OpHistory(ops)))
        .containsExactly(
            new RoleSample(1, "a", Role.PRIMARY, 3),
            new RoleSample(3, "b", Role.STANDBY, 0),
            new RoleSample(5, "b", Role.SILENT, 0));
  }

  private void probe(OpType end, String node, int timeline, String error) {
    for (var type : List.of(OpType.INVOKE, end)) {
      int i = ops.size();
      boolean ended = type != OpType.INVOKE;
      ops.add(
          new Op(
              i,
              type,
              0,
              i,
              OverlapChecker.PROBE,
              Edn.NIL,
              ended ? node : "",
              ended ? timeline : 0,
              ended ? error : ""));
    }
  }
}
