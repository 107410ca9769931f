package io.matriarch.agent.loop;

import io.matriarch.net.api.ClusterView;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.Spans;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the members of this cluster say of their WAL.
 *
 * @param newest the most that any of them has; empty where none says
 * @param mute who is there, and cannot say yet: its server has not come through its recovery
 */
record OwnWal(Optional<WalPosition> newest, List<MemberId> mute) {
  static OwnWal of(ClusterView view) {
    long lately = Spans.times(view.state().config().loopWait(), 2).toMillis();
    var reports = view.reports().values();
    return new OwnWal(
        reports.stream()
            .flatMap(aged -> Optional.ofNullable(aged.report().position()).stream())
            .max(Comparator.naturalOrder()),
        reports.stream()
            .filter(aged -> aged.ageMillis() <= lately)
            .map(ClusterView.AgedReport::report)
            .filter(r -> r.state() == ServerState.STARTING && !r.stopping())
            .map(MemberReport::member)
            .sorted()
            .toList());
  }
}
