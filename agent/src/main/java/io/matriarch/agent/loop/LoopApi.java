package io.matriarch.agent.loop;

import io.matriarch.net.api.AgentApi;
import io.matriarch.net.api.ApiEvent;
import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.ConfigReply;
import io.matriarch.net.api.Examination;
import io.matriarch.net.api.Explanation;
import io.matriarch.net.api.ForwardReply;
import io.matriarch.net.api.ForwardedRequest;
import io.matriarch.net.api.HeardReports;
import io.matriarch.net.api.MembershipRequest;
import io.matriarch.net.api.NodeOperation;
import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.OperationReply;
import io.matriarch.net.api.OperationRequest;
import io.matriarch.net.api.RaftMember;
import io.matriarch.net.api.RestartRequest;
import io.matriarch.net.api.Timing;
import io.matriarch.net.api.Timings;
import io.matriarch.raft.ClusterLog;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.RestartTerms;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.NodeRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The agent as its REST API sees it. Thread-safe; everything is answered from what the loop
 * published.
 */
public final class LoopApi implements AgentApi {
  private static final Duration OPERATION_LIMIT = Duration.ofSeconds(75);

  private static final double NANOS = 1e9;

  private final ControlLoop loop;
  private final ClusterLog clusterLog;
  private final ReportBoard board;
  private final OperationDesk desk;
  private final MonotonicClock clock;
  private final DecisionLog nodeDecisions;
  private final DecisionLog clusterDecisions;
  private final Member self;
  private final StandbyDesk sides;
  private final RequestCheck requests;
  private final Peers peers;
  private final OwnFile own;
  private final Examiner examiner;
  private final Membership membership;
  private final DrainDesk drains;

  /**
   * @param check asks this node's server about new parameters
   * @param allowedCommands gives the parameters that run commands and may come from the cluster all
   *     the same
   * @param examiner looks at this node when an operator asks
   * @param membership changes who is a member
   */
  public LoopApi(
      ControlLoop loop,
      LoopParts parts,
      ParameterCheck check,
      Supplier<Set<String>> allowedCommands,
      OwnFile own,
      Examiner examiner,
      Membership membership) {
    this.own = own;
    this.loop = loop;
    this.examiner = examiner;
    this.self = parts.self();
    this.membership = membership;
    var configuration = new ConfigDesk(parts.clusterLog(), check, allowedCommands, parts.wall());
    sides = new StandbyDesk(parts.clusterLog(), check, configuration, () -> OwnWal.of(cluster()));
    drains = new DrainDesk(self.kind(), parts.database(), parts.blocking());
    clusterLog = parts.clusterLog();
    board = parts.board();
    desk = parts.operations();
    clock = parts.clock();
    requests = new RequestCheck(board, desk, clock);
    peers = parts.peers();
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
  public List<RaftMember> raftMembers() {
    return clusterLog.members().stream()
        .map(m -> new RaftMember(m.name(), m.raftId(), m.address(), m.voter(), m.commitIndex()))
        .toList();
  }

  @Override
  public Timings timings() {
    var flushes = clusterLog.flushTimes();
    return new Timings(
        loop.turnTimes().timing(),
        new Timing(flushes.count(), flushes.p99Nanos() / NANOS, flushes.maxNanos() / NANOS));
  }

  @Override
  public CompletionStage<ForwardReply> forward(Member to, ForwardedRequest request) {
    return peers.forward(to, request);
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
  public CompletionStage<Examination> examine() {
    return examiner.examine(cluster());
  }

  @Override
  public CompletionStage<OperationReply> request(OperationRequest request) {
    var state = node().state();
    var obstacle = requests.obstacle(request, state);
    if (obstacle != null) {
      return CompletableFuture.completedFuture(obstacle);
    }
    var id = newId(request.kind());
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

  @Override
  public CompletionStage<ConfigReply> changeConfig(
      ConfigValue.Tree body, boolean replace, long expectedVersion, String by) {
    return sides.change(body, replace, expectedVersion, by);
  }

  @Override
  public CompletionStage<ConfigReply> changeSides(
      ConfigValue.@Nullable Tree followed, boolean acceptLoss, String by) {
    return followed == null
        ? sides.promote(acceptLoss, by)
        : sides.demote(followed, acceptLoss, by);
  }

  @Override
  public CompletionStage<ConfigReply> checkConfig(ConfigValue.Tree whole) {
    return sides.check(whole);
  }

  @Override
  public CompletionStage<OperationReply> schedule(OperationRequest request, long atEpochMillis) {
    var leader = request.leader();
    if (leader == null) {
      return CompletableFuture.completedFuture(
          new OperationReply.Refused(400, "a scheduled switchover names the leader"));
    }
    var state = node().state();
    if (!state.isHolder(leader)) {
      return CompletableFuture.completedFuture(
          new OperationReply.Refused(412, leader + " is not the primary"));
    }
    var later =
        new ScheduledSwitchover(
            newId(Operation.Kind.SWITCHOVER),
            leader,
            request.candidate(),
            atEpochMillis,
            request.by());
    return clusterLog
        .propose(new Command.ScheduleSwitchover(later), state.config().retryTimeout())
        .thenApply(
            result ->
                Proposed.reply(
                    result,
                    412,
                    new OperationReply.Scheduled(
                        later.id(),
                        "switchover scheduled for " + Instant.ofEpochMilli(atEpochMillis))));
  }

  @Override
  public CompletionStage<OperationReply> unschedule(String by) {
    var state = clusterLog.applied().state();
    var later = state.scheduled();
    if (later == null) {
      return CompletableFuture.completedFuture(
          new OperationReply.Refused(404, "no switchover is scheduled"));
    }
    return clusterLog
        .propose(
            new Command.UnscheduleSwitchover(later.id(), "struck out by " + by),
            state.config().retryTimeout())
        .thenApply(
            result ->
                Proposed.reply(
                    result,
                    409,
                    new OperationReply.Done(later.id(), "the scheduled switchover is struck out")));
  }

  @Override
  public CompletionStage<OperationReply> restart(RestartRequest request) {
    if (self.kind() == MemberKind.WITNESS) {
      return CompletableFuture.completedFuture(noServer());
    }
    var view = node();
    var behind =
        request.atEpochMillis() == null && view.report().role() == ServerRole.PRIMARY
            ? RoomFirst.obstacle(view.report(), cluster())
            : null;
    if (behind != null) {
      return CompletableFuture.completedFuture(new OperationReply.Refused(503, behind));
    }
    var reply = new CompletableFuture<OperationReply>();
    loop.post(
        () -> loop.requests().restart(request, loop.view().report(), view.state().paused(), reply));
    return reply;
  }

  @Override
  public CompletionStage<OperationReply> unscheduleRestart(String by) {
    var reply = new CompletableFuture<OperationReply>();
    loop.post(() -> loop.requests().unschedule(by, reply));
    return reply;
  }

  @Override
  public CompletionStage<OperationReply> reload(String by) {
    return own.read()
        .thenCompose(
            reading ->
                switch (reading) {
                  case OwnFile.Reading.Wrong wrong ->
                      CompletableFuture.completedFuture(
                          new OperationReply.Refused(
                              400,
                              "the agent's file is not valid; nothing was changed: "
                                  + wrong.problems()));
                  case OwnFile.Reading.Taken taken ->
                      reloadServer(by).thenApply(reply -> ReloadStory.of(reply, taken.story()));
                });
  }

  private CompletionStage<OperationReply> reloadServer(String by) {
    var database = node().database();
    return database == null || database.process() == DatabaseSeen.Process.NONE
        ? CompletableFuture.completedFuture(
            new OperationReply.Done("", "no PostgreSQL runs here that could reload"))
        : ask(NodeRequest.Kind.RELOAD, false, by);
  }

  @Override
  public CompletionStage<OperationReply> drain(boolean drained, String by) {
    return drains.ask(drained, by);
  }

  @Override
  public CompletionStage<OperationReply> restartAgent(String by) {
    return loop.relaunch(by);
  }

  @Override
  public CompletionStage<OperationReply> reinitialize(boolean force, String by) {
    var view = node();
    var state = view.state();
    if (self.kind() == MemberKind.WITNESS) {
      return CompletableFuture.completedFuture(noServer());
    }
    var why =
        state.isHolder(self.id())
            ? "this node is the primary: switch over first"
            : state.lease() == null
                ? "nobody is primary: there is nothing to copy from"
                : state.paused() ? "the cluster is paused: resume it first" : null;
    return why == null
        ? ask(NodeRequest.Kind.REINITIALIZE, force, by)
        : CompletableFuture.completedFuture(new OperationReply.Refused(503, why));
  }

  @Override
  public CompletionStage<OperationReply> membership(MembershipRequest request) {
    return membership.ask(request);
  }

  @Override
  public Runnable follow(Consumer<ApiEvent> listener) {
    return loop.events().follow(listener);
  }

  @Override
  public Optional<NodeOperation> nodeOperation(String id) {
    return loop.requests().operation(id);
  }

  private CompletionStage<OperationReply> ask(NodeRequest.Kind kind, boolean force, String by) {
    var reply = new CompletableFuture<OperationReply>();
    loop.post(() -> loop.requests().ask(kind, RestartTerms.ANY, force, by, reply));
    return reply;
  }

  private static OperationReply noServer() {
    return new OperationReply.Refused(503, "this node is a witness: it has no PostgreSQL");
  }

  private static String newId(Operation.Kind kind) {
    return "%s-%s"
        .formatted(
            kind.name().toLowerCase(Locale.ROOT), UUID.randomUUID().toString().substring(0, 8));
  }
}
