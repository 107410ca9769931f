package io.matriarch.net.rest;

import io.matriarch.net.api.AgentApi;
import io.matriarch.net.api.MembershipRequest;
import io.matriarch.net.api.MembershipRequest.Kind;
import io.matriarch.net.api.json.MembershipBody;
import io.matriarch.net.api.json.Parsed;
import io.matriarch.statemachine.model.MemberId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who is a member. Any agent carries a change out. */
final class MemberEndpoints {
  private final AgentApi api;

  MemberEndpoints(AgentApi api) {
    this.api = api;
  }

  Endpoint change(Kind kind) {
    return request ->
        switch (MembershipBody.parse(request.body(), kind, request.by())) {
          case Parsed.Bad<MembershipRequest> bad ->
              CompletableFuture.completedFuture(Response.refused(400, bad.message()));
          case Parsed.Good<MembershipRequest> good -> ask(good.value());
        };
  }

  /** As the others, with the name in the path and {@code ?keep_running=true}. */
  CompletionStage<Response> remove(Request request) {
    var name = request.lastSegment();
    if (!MemberId.isValid(name)) {
      return CompletableFuture.completedFuture(
          Response.refused(400, "expected the name of a member, found '%s'".formatted(name)));
    }
    var keep = "true".equals(request.query().get("keep_running"));
    return ask(
        new MembershipRequest(
            Kind.REMOVE, new MemberId(name), null, false, keep, null, null, request.by()));
  }

  private CompletionStage<Response> ask(MembershipRequest request) {
    return api.membership(request).thenApply(WriteEndpoints::response);
  }
}
