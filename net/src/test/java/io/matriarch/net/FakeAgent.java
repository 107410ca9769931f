package io.matriarch.net;

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
import io.matriarch.net.api.Timings;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ConfigProblem;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An agent with a configuration that changes, and operations that end as they are told to. */
public final class FakeAgent implements AgentApi {
  public volatile NodeView node = Views.primary();
  public volatile ClusterView cluster = Views.cluster();
  public volatile CompletionStage<OperationReply> operation =
      CompletableFuture.completedFuture(new OperationReply.Done("op-1", "n2 is primary, epoch 4"));
  public volatile ClusterConfig config = Views.state().config();
  public final List<OperationRequest> asked = new CopyOnWriteArrayList<>();
  public final List<RestartRequest> restarts = new CopyOnWriteArrayList<>();
  public final List<Consumer<ApiEvent>> followers = new CopyOnWriteArrayList<>();
  public final List<String> forwarded = new CopyOnWriteArrayList<>();
  public volatile BiFunction<Member, ForwardedRequest, CompletionStage<ForwardReply>> forward =
      (to, request) ->
          CompletableFuture.completedFuture(new ForwardReply.NotSent("connection refused"));
  public final List<MembershipRequest> members = new CopyOnWriteArrayList<>();
  public volatile long scheduledAt;
  public volatile boolean forced;
  public final List<MemberReport> received = new CopyOnWriteArrayList<>();

  @Override
  public NodeView node() {
    return node;
  }

  @Override
  public ClusterView cluster() {
    return cluster;
  }

  @Override
  public Explanation explain() {
    return new Explanation(
        List.of(
            new Explanation.Entry(
                "2026-11-22T04:00:00Z", "keep-primary", "Wait", "the lease is good for 4 s", 12)),
        List.of(),
        "w",
        List.of("n2 is 4096 bytes behind"));
  }

  @Override
  public List<RaftMember> raftMembers() {
    return List.of(
        new RaftMember(new MemberId("n1"), "n1-5f3a9c21", "10.0.0.1:7008", true, 41),
        new RaftMember(new MemberId("w"), "w-00000001", "10.0.0.3:7008", true, -1));
  }

  @Override
  public CompletionStage<OperationReply> membership(MembershipRequest request) {
    members.add(request);
    return operation;
  }

  @Override
  public Timings timings() {
    return Views.timings();
  }

  @Override
  public CompletionStage<OperationReply> request(OperationRequest request) {
    asked.add(request);
    return operation;
  }

  @Override
  public CompletionStage<OperationReply> schedule(OperationRequest request, long atEpochMillis) {
    asked.add(request);
    scheduledAt = atEpochMillis;
    return CompletableFuture.completedFuture(new OperationReply.Scheduled("op-2", "later"));
  }

  @Override
  public CompletionStage<OperationReply> unschedule(String by) {
    return struckOut("no switchover is scheduled");
  }

  @Override
  public CompletionStage<OperationReply> restart(RestartRequest request) {
    restarts.add(request);
    return request.atEpochMillis() == null
        ? operation
        : CompletableFuture.completedFuture(new OperationReply.Scheduled("", "later"));
  }

  @Override
  public CompletionStage<OperationReply> unscheduleRestart(String by) {
    return struckOut("no restart is scheduled on this node");
  }

  private static CompletionStage<OperationReply> struckOut(String nothing) {
    return CompletableFuture.completedFuture(new OperationReply.Refused(404, nothing));
  }

  @Override
  public CompletionStage<OperationReply> reload(String by) {
    return operation;
  }

  @Override
  public CompletionStage<OperationReply> restartAgent(String by) {
    return operation;
  }

  @Override
  public CompletionStage<OperationReply> drain(boolean drained, String by) {
    return operation;
  }

  @Override
  public CompletionStage<OperationReply> reinitialize(boolean force, String by) {
    forced = force;
    return operation;
  }

  @Override
  public CompletionStage<Examination> examine() {
    return CompletableFuture.completedFuture(
        new Examination(
            "n1",
            1_700_000_000_000L,
            List.of(new Examination.Finding(true, "the key is another's", "put both there")),
            List.of(new Examination.Disk("raft", "/var/lib/raft", 900, 2100)),
            List.of(
                new Examination.Path("n2", Examination.Kind.API, "http://b:8008", 1500, ""),
                new Examination.Path("n2", Examination.Kind.RAFT, "b:7008", 0, "refused"))));
  }

  @Override
  public Optional<NodeOperation> nodeOperation(String id) {
    return id.equals("restart-1")
        ? Optional.of(new NodeOperation(id, "restart", "done", "alice", "restarted successfully"))
        : Optional.empty();
  }

  @Override
  public CompletionStage<ConfigReply> changeConfig(
      ConfigValue.Tree body, boolean replace, long expectedVersion, String by) {
    return CompletableFuture.supplyAsync(() -> change(body, replace, expectedVersion));
  }

  /** What the last caller wanted followed; null for none. */
  public ConfigValue.@Nullable Tree followed;

  /** Whether the last caller accepted a loss. */
  public boolean acceptedLoss;

  @Override
  public CompletionStage<ConfigReply> changeSides(
      ConfigValue.@Nullable Tree tree, boolean acceptLoss, String by) {
    followed = tree;
    acceptedLoss = acceptLoss;
    return CompletableFuture.completedFuture(
        acceptLoss || tree == null
            ? new ConfigReply.Changed(config)
            : new ConfigReply.Invalid(
                List.of(new ConfigProblem("/standby_cluster", "far:5432", "one that holds it"))));
  }

  @Override
  public CompletionStage<ConfigReply> checkConfig(ConfigValue.Tree whole) {
    return CompletableFuture.completedFuture(
        whole.get("ttl") instanceof ConfigValue.Text text
            ? new ConfigReply.Invalid(
                List.of(new ConfigProblem("/ttl", text.value(), "a number of seconds")))
            : new ConfigReply.Changed(new ClusterConfig(config.version(), whole)));
  }

  private synchronized ConfigReply change(
      ConfigValue.Tree body, boolean replace, long expectedVersion) {
    if (expectedVersion >= 0 && expectedVersion != config.version()) {
      return new ConfigReply.Conflict(config);
    }
    if (body.get("ttl") instanceof ConfigValue.Text text) {
      return new ConfigReply.Invalid(
          List.of(new ConfigProblem("/ttl", text.value(), "a number of seconds from 2 to 300")));
    }
    if (body.get("quorum") instanceof ConfigValue.Flag) {
      return new ConfigReply.Unknown("no majority answered within 2 s");
    }
    var tree = replace ? ConfigValue.Tree.EMPTY.merge(body) : config.tree().merge(body);
    config = new ClusterConfig(config.version() + 1, tree);
    return new ConfigReply.Changed(config);
  }

  @Override
  public Runnable follow(Consumer<ApiEvent> listener) {
    followers.add(listener);
    return () -> followers.remove(listener);
  }

  @Override
  public CompletionStage<ForwardReply> forward(Member to, ForwardedRequest request) {
    forwarded.add(to.id() + " " + request.method() + " " + request.path() + " " + request.by());
    return forward.apply(to, request);
  }

  @Override
  public HeardReports receive(MemberReport report) {
    received.add(report);
    return new HeardReports(cluster.reports());
  }
}
