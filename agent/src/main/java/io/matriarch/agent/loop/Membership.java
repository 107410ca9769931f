package io.matriarch.agent.loop;

import io.matriarch.net.api.MembershipRequest;
import io.matriarch.net.api.OperationReply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Changes who is a member. Thread-safe, does not block. */
@FunctionalInterface
public interface Membership {
  /** For a node whose members never change. */
  Membership NONE =
      request ->
          CompletableFuture.completedFuture(
              new OperationReply.Refused(503, "this agent changes no members"));

  /** Completes always, never exceptionally. */
  CompletionStage<OperationReply> ask(MembershipRequest request);
}
