package io.matriarch.net.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.Views;
import io.matriarch.net.api.ClusterView;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.HookResult;
import io.matriarch.statemachine.model.HookRun;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.NodeDetail;
import io.matriarch.statemachine.transition.Transitions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AccountBodyTest {
  @Test
  void what_hooks_said_is_told_oldest_first_with_who_ran_them() {
    var view = Views.cluster();
    var reports = new TreeMap<>(view.reports());
    for (var report : List.of(Views.primaryReport(), Views.standbyReport())) {
      var at = report.member().value().equals("n1") ? 2_000L : 1_000L;
      var told = saying(report, hook(at));
      reports.put(report.member(), new ClusterView.AgedReport(told, 0));
    }

    // One is on record already: it is told once.
    var state =
        Transitions.apply(
                view.state(), new Command.RecordHook(new HookRun(new MemberId("n1"), hook(2_000L))))
            .state();
    var body = AccountBody.of(new ClusterView(view.scope(), state, reports, view.ageMillis()));

    assertThat(new String(body, StandardCharsets.UTF_8))
        .endsWith(
            "\"hooks\":[{\"member\":\"n2\",\"hook\":\"on_role_change\",\"role\":\"primary\","
                + "\"outcome\":\"done\",\"at\":\"1970-01-01T00:00:01.000+00:00\",\"took_ms\":84},"
                + "{\"member\":\"n1\",\"hook\":\"on_role_change\",\"role\":\"primary\","
                + "\"outcome\":\"done\",\"at\":\"1970-01-01T00:00:02.000+00:00\",\"took_ms\":84}]}");
  }

  private static HookResult hook(long at) {
    return new HookResult("on_role_change", "primary", "done", at, 84);
  }

  private static MemberReport saying(MemberReport r, HookResult hook) {
    return new MemberReport(
        r.member(),
        r.number(),
        r.appliedIndex(),
        r.role(),
        r.state(),
        r.position(),
        r.replayed(),
        r.history(),
        r.checkpointed(),
        r.upstream(),
        r.streamBroken(),
        r.promised(),
        r.systemIdentifier(),
        r.serverVersion(),
        r.pendingRestart(),
        r.scheduledRestart(),
        r.heldEpoch(),
        r.readyFor(),
        r.stopping(),
        r.raftLeaderHere(),
        r.agentVersion(),
        r.trouble(),
        r.raftId(),
        new NodeDetail(null, null, List.of(hook), null, false));
  }
}
