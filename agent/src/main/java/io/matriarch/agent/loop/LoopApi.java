package io.matriarch.agent.loop;

import io.matriarch.net.api.AgentApi;
import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.ConfigReply;
import io.matriarch.net.api.Explanation;
import io.matriarch.net.api.HeardReports;
import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.OperationReply;
import io.matriarch.net.api.OperationRequest;
import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigRules;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ServerRole;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The agent as its REST API sees it. Thread-safe; everything is answered from what the loop
 * published.
 */
public final class LoopApi implements AgentApi {
  private static final Duration OPERATION_LIMIT = Duration.ofSeconds(75);
  private static final int CONFIG_RACES = 3;

  private final ControlLoop loop;
  private final ClusterLog clusterLog;
  private final ReportBoard board;
  private final OperationDesk desk;
  private final MonotonicClock clock;
  private final DecisionLog nodeDecisions;
  private final DecisionLog clusterDecisions;

  public LoopApi(ControlLoop loop, LoopParts parts) {
    this.loop = loop;
    clusterLog = parts.clusterLog();
    board = parts.board();
    desk = parts.operations();
    clock = parts.clock();
    nodeDecisions = parts.nodeDecisions();
    clusterDecisions = parts.clusterDecisions();
  }

  @Override
  public NodeView node() {
    return loop.view();
  }

  @Override
  public ClusterView cluster() {
    var view = node();
    var now = clock.nanos();
    return new ClusterView(
        view.scope(),
        view.state(),
        board.aged(now),
        view.raft().leadsHere() ? 0 : board.viewAgeMillis(now));
  }

  @Override
  public HeardReports receive(MemberReport report) {
    return loop.receive(report);
  }

  @Override
  public Explanation explain() {
    var view = node();
    var coordinator =
        view.raft().leadsHere() ? clusterDecisions.newestFirst() : List.<Explanation.Entry>of();
    return new Explanation(
        nodeDecisions.newestFirst(),
        coordinator,
        Objects.requireNonNullElse(view.raft().leader(), ""),
        Blockers.of(cluster(), view.raft(), coordinator));
  }

  @Override
  public CompletionStage<OperationReply> request(OperationRequest request) {
    var state = node().state();
    var obstacle = obstacle(request, state);
    if (obstacle != null) {
      return CompletableFuture.completedFuture(obstacle);
    }
    var id =
        "%s-%s"
            .formatted(
                request.kind().name().toLowerCase(Locale.ROOT),
                UUID.randomUUID().toString().substring(0, 8));
    var outcome = desk.await(id, OPERATION_LIMIT);
    var command =
        new Command.RequestOperation(
            id,
            request.kind(),
            state.epoch(),
            request.candidate(),
            request.force(),
            request.acceptDataLoss(),
            request.by());
    clusterLog
        .propose(command, state.config().retryTimeout())
        .thenAccept(result -> desk.proposed(id, result));
    return outcome;
  }

  /** What can be told at once; the transition checks again. */
  private @Nullable OperationReply obstacle(OperationRequest request, ClusterState state) {
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
    var reports = board.recent(state.config().loopWait().multipliedBy(5), clock.nanos());
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

  @Override
  public CompletionStage<ConfigReply> changeConfig(
      ConfigValue.Tree body, boolean replace, long expectedVersion, String by) {
    return changeConfig(body, replace, expectedVersion, by, CONFIG_RACES);
  }

  private CompletionStage<ConfigReply> changeConfig(
      ConfigValue.Tree body, boolean replace, long expectedVersion, String by, int tries) {
    var state = clusterLog.applied().state();
    var now = state.config();
    if (expectedVersion >= 0 && expectedVersion != now.version()) {
      return CompletableFuture.completedFuture(new ConfigReply.Conflict(now));
    }
    var wanted = (replace ? ConfigValue.Tree.EMPTY : now.tree()).merge(body);
    var problems = ConfigRules.validate(wanted);
    if (!problems.isEmpty()) {
      return CompletableFuture.completedFuture(new ConfigReply.Invalid(problems));
    }
    if (wanted.equals(now.tree())) {
      return CompletableFuture.completedFuture(new ConfigReply.Changed(now));
    }
    return clusterLog
        .propose(new Command.ChangeConfig(now.version(), wanted, by), now.retryTimeout())
        .thenCompose(
            result ->
                switch (result) {
                  case ProposeResult.Committed c ->
                      CompletableFuture.completedFuture(
                          new ConfigReply.Changed(new ClusterConfig(now.version() + 1, wanted)));
                  case ProposeResult.Refused r
                      when r.reply().reason() == Reason.STALE_CONFIG
                          && expectedVersion < 0
                          && tries > 1 ->
                      changeConfig(body, replace, expectedVersion, by, tries - 1);
                  case ProposeResult.Refused r ->
                      CompletableFuture.completedFuture(
                          r.reply().reason() == Reason.STALE_CONFIG
                              ? new ConfigReply.Conflict(clusterLog.applied().state().config())
                              : new ConfigReply.Refused(r.reply().toString()));
                  case ProposeResult.NotLeader n ->
                      CompletableFuture.completedFuture(
                          new ConfigReply.Refused(
                              "there is no Raft leader: a majority of the agents must be up and"
                                  + " connected"));
                  case ProposeResult.OutcomeUnknown u ->
                      CompletableFuture.completedFuture(new ConfigReply.Unknown(u.why()));
                });
  }
}
