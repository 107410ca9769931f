package io.matriarch.agent.loop;

import io.matriarch.net.api.ForwardReply;
import io.matriarch.net.api.ForwardedRequest;
import io.matriarch.net.api.HeardReports;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberReport;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The way to the other agents. Thread-safe, does not block. */
@FunctionalInterface
public interface Peers {
  /**
   * Sends this node's report to the member that is believed to be Raft leader.
   *
   * @return its view; empty where it did not answer in time. Never exceptionally.
   */
  CompletionStage<Optional<HeardReports>> report(Member raftLeader, MemberReport report);

  /** Hands an operator's request to the member that must carry it out. Never exceptionally. */
  default CompletionStage<ForwardReply> forward(Member to, ForwardedRequest request) {
    return CompletableFuture.completedFuture(
        new ForwardReply.NotSent("this agent hands nothing to others"));
  }
}
