package io.matriarch.ctl.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.ctl.terminal.Pacing;
import io.matriarch.net.client.ApiAnswer;
import io.matriarch.net.client.ApiClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The REST API as typed questions. Every method blocks for a bounded time. */
public final class ClusterApi implements AutoCloseable {
  /** Longer than any switchover should take; an operation that takes longer is reported as such. */
  private static final Duration OPERATION = Duration.ofMinutes(2);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private final ApiClient client;
  private final Pacing pacing;

  public ClusterApi(ApiClient client, Pacing pacing) {
    this.client = client;
    this.pacing = pacing;
  }

  /** The cluster; its members' agents are tried too from now on. */
  public Outcome<ClusterStatus> cluster() {
    return read(
        client.get("/cluster"),
        answered -> {
          var status = ClusterStatus.of(answered.body());
          learn(status);
          return status;
        });
  }

  public Outcome<JsonNode> history() {
    return read(client.get("/history"), ApiAnswer.Answered::body);
  }

  /** Every change of primary with its phases, and every account of a loss. */
  public Outcome<JsonNode> account() {
    return read(client.get("/history/extended"), ApiAnswer.Answered::body);
  }

  /**
   * The last decisions of one node and of the coordinator.
   *
   * <p>Only the Raft leader knows the coordinator's and what blocks it: these are fetched from
   * there where the one that was asked has none, and left out where that fails.
   *
   * @param of whose; null for the node that answers
   */
  public Outcome<JsonNode> explain(ClusterStatus cluster, @Nullable MemberStatus of) {
    var asked =
        of == null ? read(client.get("/explain"), ApiAnswer.Answered::body) : ask(of, "/explain");
    if (asked instanceof Outcome.Done<JsonNode>(ObjectNode whole)
        && whole.path("coordinator").isEmpty()) {
      var leader = cluster.member(whole.path("coordinator_at").asText());
      if (leader.isPresent()
          && ask(leader.get(), "/explain") instanceof Outcome.Done<JsonNode>(var there)) {
        whole.set("coordinator", there.path("coordinator"));
        whole.set("blockers", there.path("blockers"));
      }
    }
    return asked;
  }

  /** What one member says about itself, for example {@code /explain} or {@code /patroni}. */
  public Outcome<JsonNode> ask(MemberStatus member, String path) {
    if (member.apiUrl() == null) {
      return new Outcome.Failed<>(
          "%s has not reported the address of its agent: check that the agent runs there"
              .formatted(member.name()));
    }
    return read(client.getFrom(agent(member.apiUrl()), path), ApiAnswer.Answered::body);
  }

  /** Has one member examine itself and its paths to the others; some seconds. */
  public Outcome<JsonNode> examine(MemberStatus member) {
    if (member.apiUrl() == null) {
      return new Outcome.Failed<>("it has not reported the address of its agent");
    }
    return read(
        client.sendTo(agent(member.apiUrl()), "POST", "/doctor", null), ApiAnswer.Answered::body);
  }

  /** Any answer of any agent, as it is. */
  public Outcome<JsonNode> get(String path) {
    return read(client.get(path), ApiAnswer.Answered::body);
  }

  /**
   * The same of one agent.
   *
   * @param apiUrl as members report it
   */
  public Outcome<JsonNode> getFrom(String apiUrl, String path) {
    return read(client.getFrom(agent(apiUrl), path), ApiAnswer.Answered::body);
  }

  /** The agents that are tried, in their order. */
  public List<URI> bases() {
    return client.bases();
  }

  public Outcome<ConfigAnswer> config() {
    return read(
        client.get("/config"), answered -> new ConfigAnswer(answered.body(), answered.version()));
  }

  /** Merges into the configuration, or replaces it; gives the new one. */
  public Outcome<JsonNode> changeConfig(JsonNode body, boolean replace, @Nullable String version) {
    var answer =
        replace ? client.put("/config", body, version) : client.patch("/config", body, version);
    return write(answer, ApiAnswer.Answered::body);
  }

  /** Changes which side this cluster is on; gives the configuration that it has then. */
  public Outcome<JsonNode> change(String path, ObjectNode body) {
    return write(client.post(path, body), ApiAnswer.Answered::body);
  }

  /** Whether the whole configuration would be taken; an agent that cannot tell is no obstacle. */
  public Outcome<JsonNode> checkConfig(JsonNode whole) {
    return switch (client.post("/config/check", whole)) {
      case ApiAnswer.Answered a when a.status() == 404 || a.status() == 405 ->
          new Outcome.Done<>(whole);
      case ApiAnswer answer -> write(answer, ApiAnswer.Answered::body);
    };
  }

  /**
   * Asks for a switchover or failover and follows it to its end.
   *
   * @param path {@code /switchover} or {@code /failover}
   */
  public Outcome<String> operate(String path, ObjectNode body) {
    return switch (client.post(path, body)) {
      case ApiAnswer.Answered a when a.status() == 202 -> follow(a.body());
      case ApiAnswer answer -> write(answer, a -> Problem.line(a.status(), a.body()));
    };
  }

  @Override
  public void close() {
    client.close();
  }

  /** Strikes out what is scheduled for the cluster. */
  public Outcome<String> cancel(String path) {
    return write(client.delete(path), a -> Problem.line(a.status(), a.body()));
  }

  /**
   * Asks one member for what it alone can do, and follows it to its end. Where its agent cannot be
   * reached from here, any other is asked to hand the request on.
   *
   * @param path for example {@code /restart}
   */
  public Outcome<String> operateOn(
      MemberStatus member, String method, String path, @Nullable ObjectNode body) {
    if (member.apiUrl() == null) {
      return new Outcome.Failed<>(
          "%s has not reported the address of its agent: check that the agent runs there"
              .formatted(member.name()));
    }
    var base = agent(member.apiUrl());
    return switch (client.sendTo(base, method, path, body)) {
      case ApiAnswer.Unreachable unreachable -> {
        var named = "?member=" + member.name();
        yield followed(
            client.send(method, path + named, body), id -> client.get("/operations/" + id + named));
      }
      case ApiAnswer answer -> followed(answer, id -> client.getFrom(base, "/operations/" + id));
    };
  }

  private Outcome<String> followed(ApiAnswer answer, Function<String, ApiAnswer> look) {
    return answer instanceof ApiAnswer.Answered a && a.status() == 202
        ? follow(a.body(), look)
        : write(answer, a -> Problem.line(a.status(), a.body()));
  }

  /** The versions of the configuration that are kept, oldest first. */
  public Outcome<JsonNode> configHistory() {
    return read(client.get("/config/history"), ApiAnswer.Answered::body);
  }

  /** One version of the configuration. */
  public Outcome<JsonNode> configVersion(long version) {
    return read(client.get("/config/history/" + version), ApiAnswer.Answered::body);
  }

  private Outcome<String> follow(JsonNode accepted) {
    return follow(accepted, id -> client.get("/operations/" + id));
  }

  private Outcome<String> follow(JsonNode accepted, Function<String, ApiAnswer> look) {
    var id = new Fields(accepted).text("operation_id", "");
    if (id.isEmpty() || accepted.path("outcome").asText().equals("scheduled")) {
      return new Outcome.Done<>(Problem.line(202, accepted));
    }
    var begun = pacing.nanoTime();
    while (pacing.nanoTime() - begun < OPERATION.toNanos() && pacing.pause(LOOK_AGAIN)) {
      if (look.apply(id) instanceof ApiAnswer.Answered a && a.success()) {
        var words = Problem.line(a.status(), a.body());
        switch (a.body().path("outcome").asText()) {
          case "done" -> {
            return new Outcome.Done<>(words);
          }
          case "failed" -> {
            return new Outcome.Failed<>(words);
          }
          default -> {
            // It runs, or this agent has not heard of it yet.
          }
        }
      }
    }
    return new Outcome.Unknown<>(
        "operation %s has not ended; look with `matriarchctl status` before you retry"
            .formatted(id));
  }

  private <T> Outcome<T> read(ApiAnswer answer, Function<ApiAnswer.Answered, T> value) {
    return switch (answer) {
      case ApiAnswer.Answered a when a.success() -> new Outcome.Done<>(value.apply(a));
      case ApiAnswer.Answered a -> new Outcome.Failed<>(said(a));
      case ApiAnswer.Unreachable u -> new Outcome.Failed<>(nobody(u));
      case ApiAnswer.OutcomeUnknown u -> new Outcome.Failed<>(lost(u));
    };
  }

  private <T> Outcome<T> write(ApiAnswer answer, Function<ApiAnswer.Answered, T> value) {
    return switch (answer) {
      case ApiAnswer.Answered a when a.success() -> new Outcome.Done<>(value.apply(a));
      case ApiAnswer.Answered a when refused(a) -> new Outcome.Refused<>(said(a));
      case ApiAnswer.Answered a ->
          new Outcome.Unknown<>(said(a) + "; look with `matriarchctl status` before you retry");
      case ApiAnswer.Unreachable u -> new Outcome.Failed<>(nobody(u));
      case ApiAnswer.OutcomeUnknown u -> new Outcome.Unknown<>(lost(u));
    };
  }

  /**
   * Agents say it in words. Without them (a proxy, a broken agent) a server error says nothing
   * about whether the change was made, and any other status means that it was not.
   */
  private static boolean refused(ApiAnswer.Answered answered) {
    var outcome = answered.body().path("outcome").asText();
    return outcome.isEmpty() ? answered.status() < 500 : outcome.equals("refused");
  }

  private static String said(ApiAnswer.Answered answered) {
    var line = Problem.line(answered.status(), answered.body());
    return switch (answered.status()) {
      case 401 -> line + "; set MATRIARCH_RESTAPI_USERNAME and MATRIARCH_RESTAPI_PASSWORD";
      case 404 -> "%s (%s); is this a Matriarch agent?".formatted(line, answered.from());
      default -> line;
    };
  }

  private static String nobody(ApiAnswer.Unreachable unreachable) {
    return "no agent answers: %s; start one, or name another with --url"
        .formatted(unreachable.reasons());
  }

  private static String lost(ApiAnswer.OutcomeUnknown unknown) {
    return ("%s took the request and did not answer (%s);"
            + " look with `matriarchctl status` before you retry")
        .formatted(unknown.to(), unknown.reason());
  }

  private void learn(ClusterStatus status) {
    var agents = new ArrayList<URI>();
    for (var member : status.members()) {
      if (member.apiUrl() != null) {
        agents.add(agent(member.apiUrl()));
      }
    }
    client.learn(agents);
  }

  /** Patroni's members give {@code http://host:8008/patroni}: the base is what stands before it. */
  private static URI agent(String apiUrl) {
    return URI.create(apiUrl.replaceFirst("/(patroni)?$", ""));
  }
}
