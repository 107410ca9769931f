package io.matriarch.net.rest;

import static io.matriarch.net.rest.Route.check;
import static io.matriarch.net.rest.Route.read;
import static io.matriarch.net.rest.Route.readOf;
import static io.matriarch.net.rest.Route.write;

import io.matriarch.net.api.AgentApi;
import io.matriarch.net.api.ApiClock;
import io.matriarch.net.api.ApiEvent;
import io.matriarch.net.api.MembershipRequest.Kind;
import io.matriarch.net.api.SyncRole;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Every endpoint of the agent, one per line. */
public final class RouteTable {
  private final List<Route> routes;
  private final AgentApi api;

  /**
   * @param clock its elapsed time is what the views count on
   */
  public RouteTable(AgentApi api, ApiClock clock) {
    this.api = api;
    var health = new HealthEndpoints(api, clock);
    var reads = new ReadEndpoints(api, clock);
    var writes = new WriteEndpoints(api, clock);
    var node = new NodeEndpoints(api, clock);
    var member = new ForMember(api);
    var members = new MemberEndpoints(api);
    routes =
        List.of(
            check("/", health::primary),
            check("/primary", health::primary),
            check("/read-write", health::primary),
            check("/master", health::primary),
            check("/leader", health::leader),
            check("/standby-leader", health::standbyLeader),
            check("/standby_leader", health::standbyLeader),
            check("/replica", health::replica),
            check("/read-only", health::readOnly),
            check("/sync", r -> health.standby(r, SyncRole.SYNC)),
            check("/synchronous", r -> health.standby(r, SyncRole.SYNC)),
            check("/quorum", r -> health.standby(r, SyncRole.QUORUM)),
            check("/async", r -> health.standby(r, SyncRole.NONE)),
            check("/asynchronous", r -> health.standby(r, SyncRole.NONE)),
            check("/read-only-sync", r -> health.readOnly(r, SyncRole.SYNC)),
            check("/read-only-synchronous", r -> health.readOnly(r, SyncRole.SYNC)),
            check("/read-only-quorum", r -> health.readOnly(r, SyncRole.QUORUM)),
            check("/health", health::running),
            check("/liveness", health::alive),
            check("/readiness", health::ready),
            readOf(member, "/patroni", reads::patroni),
            read("/cluster", reads::cluster),
            read("/members", reads::members),
            read("/history", reads::history),
            read("/history/extended", reads::account),
            read("/config", reads::config),
            read("/config/history", reads::configHistory),
            read("/config/history/{id}", reads::configVersion),
            readOf(member, "/operations/{id}", reads::operation),
            readOf(member, "/explain", reads::explain),
            read("/metrics", reads::metrics),
            read("/events", reads::events),
            read("/openapi.json", reads::openapi),
            write("PATCH", "/config", writes::mergeConfig),
            write("PUT", "/config", writes::replaceConfig),
            write("POST", "/config/check", writes::checkConfig),
            write("POST", "/switchover", writes::switchover),
            write("DELETE", "/switchover", writes::unschedule),
            write("POST", "/failover", writes::failover),
            write("POST", "/demote-cluster", writes::demoteCluster),
            write("POST", "/promote-cluster", writes::promoteCluster),
            write("POST", "/restart", member.named(node::restart)),
            write("DELETE", "/restart", member.named(node::unscheduleRestart)),
            write("POST", "/reload", member.named(node::reload)),
            write("POST", "/reinitialize", member.named(node::reinitialize)),
            write("POST", "/members", members.change(Kind.ADD)),
            write("POST", "/members/replace", members.change(Kind.REPLACE)),
            write("POST", "/members/promote", members.change(Kind.PROMOTE)),
            write("POST", "/members/join", members.change(Kind.JOIN)),
            write("POST", "/members/leave", member.named(members.change(Kind.LEAVE))),
            write("DELETE", "/members/{id}", members::remove),
            write("POST", "/drain", member.named(node::drain)),
            write("DELETE", "/drain", member.named(node::undrain)),
            write("POST", "/agent/restart", member.named(node::restartAgent)),
            write("POST", "/doctor", node::doctor),
            write("POST", "/peer/report", writes::peerReport));
  }

  /** True where the answer is a stream that does not end: its caller follows the events. */
  public static boolean isStream(Request request) {
    return request.method().equals("GET") && request.path().equals("/events");
  }

  /** As {@link AgentApi#follow}. */
  public Runnable follow(Consumer<ApiEvent> listener) {
    return api.follow(listener);
  }

  List<Route> routes() {
    return routes;
  }

  /** Finds the endpoint and asks it; an unknown path is 404, a known one asked wrongly 405. */
  public CompletionStage<Response> dispatch(Request request) {
    var onPath = routes.stream().filter(r -> r.matches(request.path())).toList();
    if (onPath.isEmpty()) {
      return answer(Response.problem(404, "no such path: " + request.path()));
    }
    var found = onPath.stream().filter(r -> r.methods().contains(request.method())).findFirst();
    if (found.isEmpty()) {
      return answer(notAllowed(request, onPath));
    }
    var answered = found.get().endpoint().handle(request);
    return request.method().equals("OPTIONS")
        ? answered.thenApply(Response::withoutBody)
        : answered;
  }

  private static Response notAllowed(Request request, List<Route> onPath) {
    var allowed = String.join(", ", onPath.stream().flatMap(r -> r.methods().stream()).toList());
    var response =
        request.method().equals("OPTIONS")
            ? Response.empty(204)
            : Response.problem(
                405,
                "%s is not possible on %s, expected %s"
                    .formatted(request.method(), request.path(), allowed));
    return response.with("Allow", allowed);
  }

  private static CompletionStage<Response> answer(Response response) {
    return CompletableFuture.completedFuture(response);
  }
}
