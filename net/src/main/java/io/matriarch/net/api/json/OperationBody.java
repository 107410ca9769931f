package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.net.api.NodeOperation;
import io.matriarch.net.api.OperationReply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.FinishedOperation;
import io.matriarch.statemachine.model.Operation;
import java.util.Optional;

/** {@code GET /operations/ID} and the replies to switchover and failover. */
public final class OperationBody {
  private OperationBody() {}

  /** The operation, running or finished; empty where {@code state} does not know it. */
  public static Optional<byte[]> of(ClusterState state, String id) {
    var body = Json.object();
    var current = state.operation();
    if (current != null && current.id().equals(id)) {
      running(body, current);
      return Optional.of(Json.bytes(body));
    }
    return state.finished(id).map(f -> Json.bytes(finished(body, f)));
  }

  public static byte[] of(OperationReply.Done done) {
    return reply("done", done.operationId(), done.message());
  }

  public static byte[] of(OperationReply.Running running) {
    return reply("running", running.operationId(), running.message());
  }

  public static byte[] of(OperationReply.Scheduled scheduled) {
    return reply("scheduled", scheduled.operationId(), scheduled.message());
  }

  /** One that only its node knows. */
  public static byte[] of(NodeOperation operation) {
    return Json.bytes(
        Json.object()
            .put("id", operation.id())
            .put("kind", operation.kind())
            .put("outcome", operation.outcome())
            .put("requested_by", operation.requestedBy())
            .put("detail", operation.detail()));
  }

  static void running(ObjectNode body, Operation operation) {
    body.put("id", operation.id())
        .put("kind", Shapes.kind(operation.kind()))
        .put("outcome", "running")
        .put("phase", Shapes.phase(operation.phase()))
        .put("from", Shapes.name(operation.from()))
        .put("candidate", Shapes.name(operation.candidate()))
        .put("accept_data_loss", operation.acceptDataLoss())
        .put("requested_by", operation.requestedBy());
  }

  static ObjectNode finished(ObjectNode body, FinishedOperation operation) {
    return body.put("id", operation.id())
        .put("kind", Shapes.kind(operation.kind()))
        .put("outcome", operation.succeeded() ? "done" : "failed")
        .put("succeeded", operation.succeeded())
        .put("from", Shapes.name(operation.from()))
        .put("to", Shapes.name(operation.to()))
        .put("detail", operation.detail());
  }

  private static byte[] reply(String outcome, String id, String message) {
    return Json.bytes(
        Json.object().put("outcome", outcome).put("operation_id", id).put("message", message));
  }
}
