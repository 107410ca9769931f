package io.matriarch.agent.loop;

import io.matriarch.net.api.OperationReply;
import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.FinishedOperation;
import io.matriarch.statemachine.model.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Who waits for the end of which operation. The outcome is read from the replicated state, so that
 * a lost reply does not matter. Thread-safe; bounded by {@link #MOST_WAITING}.
 */
public final class OperationDesk {
  private static final int MOST_WAITING = 64;

  private final Map<String, CompletableFuture<OperationReply>> waiting = new ConcurrentHashMap<>();

  /** True where another caller can be let in. */
  boolean hasRoom() {
    return waiting.size() < MOST_WAITING;
  }

  /** Opens the file before the request is sent, so that its end cannot be missed. */
  CompletionStage<OperationReply> await(String operationId, Duration limit) {
    var reply = new CompletableFuture<OperationReply>();
    waiting.put(operationId, reply);
    return reply
        .completeOnTimeout(
            new OperationReply.Running(
                operationId,
                "not at its end after %d s; watch GET /operations/%s"
                    .formatted(limit.toSeconds(), operationId)),
            limit.toMillis(),
            TimeUnit.MILLISECONDS)
        .whenComplete((r, e) -> waiting.remove(operationId));
  }

  /** The request was answered; only a refusal ends the wait. */
  void proposed(String operationId, ProposeResult result) {
    var reply = waiting.get(operationId);
    if (reply == null) {
      return;
    }
    switch (result) {
      case ProposeResult.Committed c -> {}
      case ProposeResult.Refused r ->
          reply.complete(new OperationReply.Refused(412, r.reply().toString()));
      case ProposeResult.NotLeader n ->
          reply.complete(
              new OperationReply.Refused(
                  503,
                  "there is no Raft leader: a majority of the agents must be up and connected"));
      case ProposeResult.OutcomeUnknown u ->
          reply.complete(new OperationReply.Unknown(u.why() + "; operation " + operationId));
    }
  }

  /** A state was applied: whoever waited for an operation that has ended is told. */
  void applied(ClusterState state) {
    for (var entry : waiting.entrySet()) {
      state.finished(entry.getKey()).ifPresent(f -> entry.getValue().complete(reply(f)));
    }
  }

  /**
   * A failover is refused where its candidate does not meet what is asked of one, above all that no
   * acknowledged commit gets lost; to repeat it unchanged would be refused again.
   */
  private static OperationReply reply(FinishedOperation f) {
    if (f.succeeded()) {
      return new OperationReply.Done(f.id(), f.detail());
    }
    return new OperationReply.Refused(f.kind() == Operation.Kind.FAILOVER ? 412 : 503, f.detail());
  }
}
