package io.matriarch.agent.loop;

import io.matriarch.net.api.OperationReply;
import io.matriarch.net.api.OperationRequest;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.Spans;
import org.jspecify.annotations.Nullable;

/** Whether a request for another primary makes sense as things are. */
record RequestCheck(ReportBoard board, OperationDesk desk, MonotonicClock clock) {
  /** What can be told at once; the transition checks again. */
  @Nullable OperationReply obstacle(OperationRequest request, ClusterState state) {
    if (!desk.hasRoom()) {
      return new OperationReply.Refused(503, "too many callers are waiting for operations");
    }
    var holder = state.lease() == null ? null : state.lease().holder();
    var leader = request.leader();
    if (leader != null && !leader.equals(holder)) {
      return new OperationReply.Refused(
          412,
          "%s is not the primary; %s is".formatted(leader, holder == null ? "nobody" : holder));
    }
    var candidate = request.candidate();
    if (candidate == null) {
      return request.kind() == Operation.Kind.FAILOVER
          ? new OperationReply.Refused(400, "a failover names its candidate")
          : null;
    }
    return request.force() ? null : unfit(candidate, state);
  }

  private @Nullable OperationReply unfit(MemberId candidate, ClusterState state) {
    var reports = board.recent(Spans.times(state.config().loopWait(), 5), clock.nanos());
    var report = reports.get(candidate);
    if (state.member(candidate).isEmpty()) {
      return new OperationReply.Refused(
          412,
          "%s is not a member; the members are %s".formatted(candidate, state.members().keySet()));
    }
    if (state.isHolder(candidate)) {
      return new OperationReply.Refused(412, candidate + " is the primary already");
    }
    if (report == null) {
      return new OperationReply.Refused(412, candidate + " has not reported lately");
    }
    return report.role() == ServerRole.STANDBY
        ? null
        : new OperationReply.Refused(
            412,
            "%s is not a running standby, it is %s".formatted(candidate, report.state().label()));
  }
}
