package io.matriarch.net.rest;

import io.matriarch.net.api.AgentApi;
import io.matriarch.net.api.ApiClock;
import io.matriarch.net.api.ConfigReply;
import io.matriarch.net.api.OperationReply;
import io.matriarch.net.api.json.ConfigJson;
import io.matriarch.net.api.json.OperationBody;
import io.matriarch.net.api.json.OperationRequestBody;
import io.matriarch.net.api.json.Parsed;
import io.matriarch.net.api.json.PeerMessages;
import io.matriarch.net.api.json.ProblemBody;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Operation;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be changed. The agent does it; here is only the translation to HTTP and back. */
final class WriteEndpoints {
  private static final Pattern VERSION = Pattern.compile("\"?(\\d{1,18})\"?");
  private static final String ACCEPT_LOSS = "accept_data_loss";
  private static final long ANY_VERSION = -1;

  private final AgentApi api;
  private final ApiClock clock;

  WriteEndpoints(AgentApi api, ApiClock clock) {
    this.api = api;
    this.clock = clock;
  }

  CompletionStage<Response> mergeConfig(Request request) {
    return changeConfig(request, false);
  }

  CompletionStage<Response> replaceConfig(Request request) {
    return changeConfig(request, true);
  }

  /** Takes the whole configuration, as {@code PUT /config} does. */
  CompletionStage<Response> checkConfig(Request request) {
    return switch (ConfigJson.parse(request.body())) {
      case Parsed.Bad<ConfigValue.Tree> bad -> answer(Response.refused(400, bad.message()));
      case Parsed.Good<ConfigValue.Tree> good ->
          api.checkConfig(good.value()).thenApply(WriteEndpoints::response);
    };
  }

  /** Takes what {@code standby_cluster} holds, and besides whether a loss is accepted. */
  CompletionStage<Response> demoteCluster(Request request) {
    return switch (ConfigJson.parse(request.body())) {
      case Parsed.Bad<ConfigValue.Tree> bad -> answer(Response.refused(400, bad.message()));
      case Parsed.Good<ConfigValue.Tree> good -> {
        var accepts = good.value().get(ACCEPT_LOSS) instanceof ConfigValue.Flag f && f.value();
        var followed = new TreeMap<>(good.value().entries());
        followed.remove(ACCEPT_LOSS);
        yield api.changeSides(new ConfigValue.Tree(followed), accepts, request.by())
            .thenApply(WriteEndpoints::response);
      }
    };
  }

  /** Takes whether a loss is accepted, or nothing. */
  CompletionStage<Response> promoteCluster(Request request) {
    if (request.body().length == 0) {
      return api.changeSides(null, false, request.by()).thenApply(WriteEndpoints::response);
    }
    return switch (ConfigJson.parse(request.body())) {
      case Parsed.Bad<ConfigValue.Tree> bad -> answer(Response.refused(400, bad.message()));
      case Parsed.Good<ConfigValue.Tree> good -> {
        var accepts = good.value().get(ACCEPT_LOSS) instanceof ConfigValue.Flag f && f.value();
        yield api.changeSides(null, accepts, request.by()).thenApply(WriteEndpoints::response);
      }
    };
  }

  CompletionStage<Response> switchover(Request request) {
    return operation(request, Operation.Kind.SWITCHOVER);
  }

  CompletionStage<Response> unschedule(Request request) {
    return api.unschedule(request.by()).thenApply(WriteEndpoints::response);
  }

  CompletionStage<Response> failover(Request request) {
    return operation(request, Operation.Kind.FAILOVER);
  }

  CompletionStage<Response> peerReport(Request request) {
    return answer(
        switch (PeerMessages.decodeReport(request.body())) {
          case Parsed.Bad<MemberReport> bad -> Response.problem(400, bad.message());
          case Parsed.Good<MemberReport> good ->
              Response.json(200, PeerMessages.encode(api.receive(good.value())));
        });
  }

  private CompletionStage<Response> changeConfig(Request request, boolean replace) {
    var expected = expectedVersion(request.ifMatch());
    if (expected.isEmpty()) {
      return answer(
          Response.refused(
              400, "expected a version such as \"7\" in If-Match, found " + request.ifMatch()));
    }
    return switch (ConfigJson.parse(request.body())) {
      case Parsed.Bad<ConfigValue.Tree> bad -> answer(Response.refused(400, bad.message()));
      case Parsed.Good<ConfigValue.Tree> good ->
          api.changeConfig(good.value(), replace, expected.get(), request.by())
              .thenApply(WriteEndpoints::response);
    };
  }

  private static Response response(ConfigReply reply) {
    return switch (reply) {
      case ConfigReply.Changed changed -> ReadEndpoints.config(changed.config());
      case ConfigReply.Invalid invalid ->
          Response.problem(
              400, ProblemBody.invalidConfig(400, Status.title(400), invalid.problems()));
      case ConfigReply.Conflict conflict ->
          Response.refused(
              409,
              "the configuration was changed meanwhile and is now version %d: read it again"
                  .formatted(conflict.now().version()));
      case ConfigReply.Refused refused -> Response.refused(503, refused.message());
      case ConfigReply.Unknown unknown -> Response.outcomeUnknown(unknown.message());
    };
  }

  private CompletionStage<Response> operation(Request request, Operation.Kind kind) {
    var now = clock.now().toEpochMilli();
    return switch (OperationRequestBody.parse(request.body(), kind, request.by(), now)) {
      case OperationRequestBody.Result.Refused refused ->
          answer(Response.refused(refused.httpStatus(), refused.message()));
      case OperationRequestBody.Result.Asked asked ->
          api.request(asked.request()).thenApply(WriteEndpoints::response);
      case OperationRequestBody.Result.Scheduled later ->
          api.schedule(later.request(), later.atEpochMillis()).thenApply(WriteEndpoints::response);
    };
  }

  static Response response(OperationReply reply) {
    return switch (reply) {
      case OperationReply.Done done -> Response.json(200, OperationBody.of(done));
      case OperationReply.Running running ->
          Response.json(202, OperationBody.of(running))
              .with("Location", "/operations/" + running.operationId());
      case OperationReply.Scheduled scheduled -> Response.json(202, OperationBody.of(scheduled));
      case OperationReply.Refused refused ->
          Response.refused(refused.httpStatus(), refused.message());
      case OperationReply.Unknown unknown -> Response.outcomeUnknown(unknown.message());
    };
  }

  /** The version that {@code If-Match} names; empty where it names none that could be. */
  private static Optional<Long> expectedVersion(@Nullable String ifMatch) {
    if (ifMatch == null || ifMatch.equals("*")) {
      return Optional.of(ANY_VERSION);
    }
    var version = VERSION.matcher(ifMatch.strip());
    return version.matches() ? Optional.of(Long.parseLong(version.group(1))) : Optional.empty();
  }

  private static CompletionStage<Response> answer(Response response) {
    return CompletableFuture.completedFuture(response);
  }
}
