package io.matriarch.net.rest;

import io.matriarch.net.api.AgentApi;
import io.matriarch.net.api.ApiClock;
import io.matriarch.net.api.json.AccountBody;
import io.matriarch.net.api.json.ClusterBody;
import io.matriarch.net.api.json.ConfigHistoryBody;
import io.matriarch.net.api.json.ConfigJson;
import io.matriarch.net.api.json.ExplainBody;
import io.matriarch.net.api.json.HistoryBody;
import io.matriarch.net.api.json.MembersBody;
import io.matriarch.net.api.json.NodeBody;
import io.matriarch.net.api.json.OperationBody;
import io.matriarch.net.metrics.Metrics;
import io.matriarch.statemachine.model.ClusterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What can be read. All of it comes from the newest views, so it is there without a quorum too. */
final class ReadEndpoints {
  private static final String OPENAPI = "/io/matriarch/net/openapi.json";

  private final AgentApi api;
  private final ApiClock clock;

  ReadEndpoints(AgentApi api, ApiClock clock) {
    this.api = api;
    this.clock = clock;
  }

  Response patroni(Request request) {
    return Response.json(200, NodeBody.of(api.node(), clock));
  }

  Response cluster(Request request) {
    return Response.json(200, ClusterBody.of(api.cluster(), api.node().raft()));
  }

  Response members(Request request) {
    return Response.json(200, MembersBody.of(api.node(), api.raftMembers()));
  }

  Response history(Request request) {
    return Response.json(200, HistoryBody.of(api.node().state().history()));
  }

  Response account(Request request) {
    return Response.json(200, AccountBody.of(api.cluster()));
  }

  Response config(Request request) {
    return config(api.node().state().config());
  }

  Response configHistory(Request request) {
    return Response.json(200, ConfigHistoryBody.of(api.node().state().configs()));
  }

  /** One version that is kept, as the whole configuration that it was. */
  Response configVersion(Request request) {
    var text = request.lastSegment();
    var version = text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    return api.node()
        .state()
        .configVersion(version)
        .map(kept -> config(new ClusterConfig(kept.version(), kept.tree())))
        .orElseGet(
            () ->
                Response.problem(
                    404,
                    "version %s is not kept; GET /config/history lists those that are"
                        .formatted(text)));
  }

  Response operation(Request request) {
    var id = request.lastSegment();
    return OperationBody.of(api.node().state(), id)
        .or(() -> api.nodeOperation(id).map(OperationBody::of))
        .map(body -> Response.json(200, body))
        .orElseGet(
            () ->
                Response.problem(
                    404, "no operation '%s' runs or is among the last 20".formatted(id)));
  }

  Response explain(Request request) {
    return Response.json(200, ExplainBody.of(api.explain()));
  }

  Response metrics(Request request) {
    return Response.text(
        Metrics.CONTENT_TYPE, Metrics.of(api.node(), api.cluster(), api.timings(), clock));
  }

  /** What a client that asks for the head alone gets; the events themselves are a stream. */
  Response events(Request request) {
    return Response.text("text/event-stream", new byte[0]);
  }

  /** What all this is, for programs; tested against the table of routes. */
  Response openapi(Request request) {
    try (var in = ReadEndpoints.class.getResourceAsStream(OPENAPI)) {
      return in == null
          ? Response.problem(404, "this build has no description")
          : Response.json(200, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version is the entity tag, which a change can name in {@code If-Match}. */
  static Response config(ClusterConfig config) {
    return Response.json(200, ConfigJson.write(config.tree()))
        .with("ETag", "\"" + config.version() + "\"");
  }
}
