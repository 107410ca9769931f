package io.matriarch.net.rest;

import io.matriarch.net.api.AgentApi;
import io.matriarch.net.api.ApiClock;
import io.matriarch.net.api.SyncRole;
import io.matriarch.net.api.json.NodeBody;
import java.util.function.Predicate;

/** Health checks: 200 or 503, and {@code /patroni} as the body of both. */
final class HealthEndpoints {
  private final AgentApi api;
  private final ApiClock clock;

  HealthEndpoints(AgentApi api, ApiClock clock) {
    this.api = api;
    this.clock = clock;
  }

  Response primary(Request request) {
    return answer(Health::primary);
  }

  /** Who holds the lease: the primary, or the leader of a standby cluster. */
  Response leader(Request request) {
    return answer(Health::leader);
  }

  Response standbyLeader(Request request) {
    return answer(Health::standbyLeader);
  }

  Response replica(Request request) {
    return filtered(request, Health::replica);
  }

  Response readOnly(Request request) {
    return filtered(request, (health, filter) -> health.leader() || health.replica(filter));
  }

  Response standby(Request request, SyncRole role) {
    return filtered(request, (health, filter) -> health.replica(filter, role));
  }

  /** The primary, or a standby that its commits count on in this way. */
  Response readOnly(Request request, SyncRole role) {
    return filtered(request, (health, filter) -> health.leader() || health.replica(filter, role));
  }

  Response running(Request request) {
    return answer(Health::running);
  }

  Response alive(Request request) {
    return answer(Health::fresh);
  }

  Response ready(Request request) {
    var mode = request.query().getOrDefault("mode", "apply");
    return switch (mode) {
      case "apply" -> filtered(request, (health, filter) -> health.ready(filter, true));
      case "write" -> filtered(request, (health, filter) -> health.ready(filter, false));
      default -> Response.problem(400, "expected mode=apply or mode=write, found mode=" + mode);
    };
  }

  private interface Check {
    boolean passes(Health health, ReplicaFilter filter);
  }

  private Response filtered(Request request, Check check) {
    return switch (ReplicaFilter.parse(request.query())) {
      case ReplicaFilter.Result.Bad bad -> Response.problem(400, bad.message());
      case ReplicaFilter.Result.Good good -> answer(h -> check.passes(h, good.filter()));
    };
  }

  /** The clock is read after the view: a view must never be judged by a time before it was made. */
  private Response answer(Predicate<Health> check) {
    var view = api.node();
    var health = new Health(view, api.cluster(), clock.nanos());
    return Response.json(check.test(health) ? 200 : 503, NodeBody.of(view, clock));
  }
}
