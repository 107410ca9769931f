package io.matriarch.net.api;

import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberReport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an agent offers to its REST API. Thread-safe; no method blocks; stages complete always,
 * never exceptionally, within the time the request may take.
 */
public interface AgentApi {
  NodeView node();

  ClusterView cluster();

  Explanation explain();

  Timings timings();

  /** The Raft group as this agent knows it; empty while it takes no part in it. */
  List<RaftMember> raftMembers();

  /**
   * Looks at this node and at its ways to the others, for some seconds at most. Who asks while that
   * goes on gets the same answer.
   */
  CompletionStage<Examination> examine();

  /** Carries out a switchover or failover, from any agent. */
  CompletionStage<OperationReply> request(OperationRequest request);

  /**
   * Notes a switchover for later, in place of one noted before, from any agent.
   *
   * @param atEpochMillis time of day
   */
  CompletionStage<OperationReply> schedule(OperationRequest request, long atEpochMillis);

  /** Strikes out the switchover that is noted; 404 where none is. */
  CompletionStage<OperationReply> unschedule(String by);

  /** Restarts the server of this node, now or later. */
  CompletionStage<OperationReply> restart(RestartRequest request);

  /** Strikes out the restart that this node was to make; 404 where none is noted. */
  CompletionStage<OperationReply> unscheduleRestart(String by);

  /** Has the server of this node read its configuration, written anew. */
  CompletionStage<OperationReply> reload(String by);

  /**
   * Takes this node out of what the cluster depends on, or back: its role is handed over, no commit
   * waits for it. Done when that is noted; the rest shows in the view of the cluster.
   */
  CompletionStage<OperationReply> drain(boolean drained, String by);

  /**
   * Ends this agent so that its supervisor starts another one, while PostgreSQL goes on and the
   * lease is held. Done when that is certain; the next agent shows in its start.
   */
  CompletionStage<OperationReply> restartAgent(String by);

  /**
   * Throws this standby's data away and copies the primary's.
   *
   * @param force without an account of what only this node has
   */
  CompletionStage<OperationReply> reinitialize(boolean force, String by);

  /**
   * Changes who is a member, from any agent; a node that is to go is asked itself to prepare for
   * it.
   */
  CompletionStage<OperationReply> membership(MembershipRequest request);

  /** What this node was asked for; empty where it knows no such thing. */
  Optional<NodeOperation> nodeOperation(String id);

  /**
   * Changes the dynamic configuration, from any agent.
   *
   * @param body a merge patch, or the whole where {@code replace}
   * @param expectedVersion the version the caller read; negative to take the newest
   */
  CompletionStage<ConfigReply> changeConfig(
      ConfigValue.Tree body, boolean replace, long expectedVersion, String by);

  /**
   * Has this cluster follow another one, whereupon its primary stops in order and nobody in it
   * takes writes; or follow none any more, whereupon it elects a primary.
   *
   * @param followed as {@code standby_cluster} of the dynamic configuration; null for none
   * @param acceptLoss what only this cluster wrote may be undone; where it is to follow none,
   *     nobody is asked whether the other cluster takes writes, or has more
   */
  CompletionStage<ConfigReply> changeSides(
      ConfigValue.@Nullable Tree followed, boolean acceptLoss, String by);

  /**
   * Judges a whole configuration as a change to it would be judged, and changes nothing: {@code
   * Changed} where it would be taken, else {@code Invalid}.
   */
  CompletionStage<ConfigReply> checkConfig(ConfigValue.Tree whole);

  /**
   * Tells what becomes true from now on, in order, on a thread that must not be blocked.
   *
   * @return ends that; may be called from any thread, and more than once
   */
  Runnable follow(Consumer<ApiEvent> listener);

  /** Hands a request to the agent of another member. */
  CompletionStage<ForwardReply> forward(Member to, ForwardedRequest request);

  /**
   * A peer reports to this agent, the Raft leader as the peer believes; the answer is the whole
   * view.
   */
  HeardReports receive(MemberReport report);
}
