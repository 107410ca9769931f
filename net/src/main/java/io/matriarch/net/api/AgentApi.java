package io.matriarch.net.api;

import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.MemberReport;
import java.util.concurrent.CompletionStage;

/**
 * What an agent offers to its REST API. Thread-safe; no method blocks; stages complete always,
 * never exceptionally, within the time the request may take.
 */
public interface AgentApi {
  NodeView node();

  ClusterView cluster();

  Explanation explain();

  /** Carries out a switchover or failover, from any agent. */
  CompletionStage<OperationReply> request(OperationRequest request);

  /**
   * Changes the dynamic configuration, from any agent.
   *
   * @param body a merge patch, or the whole where {@code replace}
   * @param expectedVersion the version the caller read; negative to take the newest
   */
  CompletionStage<ConfigReply> changeConfig(
      ConfigValue.Tree body, boolean replace, long expectedVersion, String by);

  /**
   * A peer reports to this agent, the Raft leader as the peer believes; the answer is the whole
   * view.
   */
  HeardReports receive(MemberReport report);
}
