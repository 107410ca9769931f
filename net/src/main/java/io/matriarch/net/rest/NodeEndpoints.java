package io.matriarch.net.rest;

import io.matriarch.net.api.AgentApi;
import io.matriarch.net.api.ApiClock;
import io.matriarch.net.api.json.ExaminationBody;
import io.matriarch.net.api.json.Parsed;
import io.matriarch.net.api.json.ReinitializeBody;
import io.matriarch.net.api.json.RestartBody;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is asked of this node, and of no other. */
final class NodeEndpoints {
  private final AgentApi api;
  private final ApiClock clock;

  NodeEndpoints(AgentApi api, ApiClock clock) {
    this.api = api;
    this.clock = clock;
  }

  CompletionStage<Response> restart(Request request) {
    var now = clock.now().toEpochMilli();
    return switch (RestartBody.parse(request.body(), request.by(), now)) {
      case RestartBody.Result.Refused refused ->
          CompletableFuture.completedFuture(
              Response.refused(refused.httpStatus(), refused.message()));
      case RestartBody.Result.Asked asked ->
          api.restart(asked.request()).thenApply(WriteEndpoints::response);
    };
  }

  CompletionStage<Response> unscheduleRestart(Request request) {
    return api.unscheduleRestart(request.by()).thenApply(WriteEndpoints::response);
  }

  CompletionStage<Response> reload(Request request) {
    return api.reload(request.by()).thenApply(WriteEndpoints::response);
  }

  CompletionStage<Response> drain(Request request) {
    return api.drain(true, request.by()).thenApply(WriteEndpoints::response);
  }

  CompletionStage<Response> undrain(Request request) {
    return api.drain(false, request.by()).thenApply(WriteEndpoints::response);
  }

  CompletionStage<Response> restartAgent(Request request) {
    return api.restartAgent(request.by()).thenApply(WriteEndpoints::response);
  }

  /** Changes nothing that lasts; a POST because it writes to the disks and takes its time. */
  CompletionStage<Response> doctor(Request request) {
    return api.examine().thenApply(found -> Response.json(200, ExaminationBody.of(found)));
  }

  CompletionStage<Response> reinitialize(Request request) {
    return switch (ReinitializeBody.force(request.body())) {
      case Parsed.Bad<Boolean> bad ->
          CompletableFuture.completedFuture(Response.refused(400, bad.message()));
      case Parsed.Good<Boolean> good ->
          api.reinitialize(good.value(), request.by()).thenApply(WriteEndpoints::response);
    };
  }
}
