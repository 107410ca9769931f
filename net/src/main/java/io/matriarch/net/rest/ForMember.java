package io.matriarch.net.rest;

import io.matriarch.net.api.AgentApi;
import io.matriarch.net.api.ForwardReply;
import io.matriarch.net.api.ForwardedRequest;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one node alone can do, asked of any: {@code ?member=NAME} has it handed to that node.
 *
 * <p>Handed on once only: an agent that gets what was handed on and is not meant refuses it. Two
 * agents that believe each other to be the one that is meant would otherwise do so for ever.
 */
final class ForMember {
  /** Each keeps a connection and a caller waiting. */
  static final int MOST_UNDER_WAY = 32;

  private static final String MEMBER = "member";

  private final AgentApi api;
  private final AtomicInteger underWay = new AtomicInteger();

  ForMember(AgentApi api) {
    this.api = api;
  }

  /** The same for the node that is named; {@code here} where none is, or this one. */
  Endpoint named(Endpoint here) {
    return request -> {
      var name = request.query().get(MEMBER);
      return name == null || name.equals(self()) ? here.handle(request) : elsewhere(request, name);
    };
  }

  private CompletionStage<Response> elsewhere(Request request, String name) {
    if (!request.forwardedFor().isEmpty()) {
      return answer(
          Response.refused(
              421, "expected a request for %s, found one for '%s'".formatted(self(), name)));
    }
    var state = api.node().state();
    var to = MemberId.isValid(name) ? state.member(new MemberId(name)) : Optional.<Member>empty();
    if (to.isEmpty()) {
      return answer(
          Response.refused(
              404,
              "'%s' is not a member; the members are %s"
                  .formatted(name, state.members().keySet())));
    }
    if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
      underWay.decrementAndGet();
      return answer(
          Response.refused(
              503, "too many requests are being handed to other members: ask " + name));
    }
    var read = request.isRead();
    return api.forward(
            to.get(),
            new ForwardedRequest(
                read ? "GET" : request.method(),
                request.path(),
                request.body(),
                "%sfrom %s by way of %s"
                    .formatted(
                        request.user().isEmpty() ? "" : request.user() + " ",
                        request.from(),
                        self())))
        .whenComplete((reply, failure) -> underWay.decrementAndGet())
        .thenApply(reply -> response(reply, name, read));
  }

  private Response response(ForwardReply reply, String name, boolean read) {
    return switch (reply) {
      // The client has shown its own name and password here already.
      case ForwardReply.Answered a when a.status() == 401 || a.status() == 403 ->
          Response.refused(
              503,
              "%s does not let %s in (status %d): both need the same restapi settings"
                  .formatted(name, self(), a.status()));
      case ForwardReply.Answered a -> {
        var same = new Response(a.status(), a.contentType(), a.body(), Map.of());
        yield a.location() == null
            ? same
            : same.with("Location", a.location() + "?" + MEMBER + "=" + name);
      }
      case ForwardReply.NotSent n ->
          Response.refused(
              503,
              "%s cannot reach %s: %s; check that the agent runs there"
                  .formatted(self(), name, n.why()));
      case ForwardReply.Unknown u when read ->
          Response.problem(503, "%s did not answer: %s".formatted(name, u.why()));
      case ForwardReply.Unknown u ->
          Response.outcomeUnknown(
              "%s took the request and did not answer: %s; look before you retry"
                  .formatted(name, u.why()));
    };
  }

  private String self() {
    return api.node().self().id().value();
  }

  private static CompletionStage<Response> answer(Response response) {
    return CompletableFuture.completedFuture(response);
  }
}
