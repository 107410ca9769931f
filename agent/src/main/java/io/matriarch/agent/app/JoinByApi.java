package io.matriarch.agent.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.JoinToken;
import io.matriarch.net.api.json.MembershipBody;
import io.matriarch.net.client.ApiAnswer;
import io.matriarch.net.client.ApiClient;
import io.matriarch.raft.Invitation;
import io.matriarch.statemachine.model.MemberKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A newcomer's way to the group by the REST API of its members. Each call has a client of its own:
 * it is needed for the few moments of a node's life in which it joins.
 */
final class JoinByApi implements Invitation {
  /** The last is longer than the members take to let a newcomer catch up. */
  private static final ApiClient.Limits LIMITS =
      new ApiClient.Limits(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(60));

  private final AgentConfig config;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final RestSecurity security;
  private @Nullable Long lookedNanos;

  JoinByApi(AgentConfig config, RestSecurity security) {
    this.config = config;
    this.security = security;
  }

  /** Asked for at a quick pace, answered at a slow one; by one thread. */
  @Override
  public Directions directions() {
    var now = System.nanoTime();
    var looked = lookedNanos;
    if (looked != null && now - looked < LOOK_AGAIN.toNanos()) {
      return new Directions.Found(List.of());
    }
    lookedNanos = now;
    var found = new ArrayList<String>();
    try (var client = client()) {
      for (var base : client.bases()) {
        if (client.getFrom(base, "/members") instanceof ApiAnswer.Answered a && a.success()) {
          var scope = a.body().path("scope").asText(config.scope());
          if (!scope.equals(config.scope())) {
            return new Directions.Wrong(
                "raft.join: found the cluster '%s' at %s, expected '%s'; correct scope or join"
                    .formatted(scope, base, config.scope()));
          }
          for (var member : a.body().path("members")) {
            found.add(member.path("raft_address").asText());
          }
        }
      }
    }
    return new Directions.Found(found);
  }

  @Override
  public boolean opens() {
    return config.raft().joinTokenFile() != null;
  }

  @Override
  public Answer knock() {
    var file = config.raft().joinTokenFile();
    var token = file == null ? null : JoinToken.read(file).orElse(null);
    if (token == null) {
      return new Answer.Later("raft.join_token_file holds no token");
    }
    var body =
        MembershipBody.join(
            config.name(),
            config.raft().advertiseAddress().toString(),
            config.kind() == MemberKind.OBSERVER,
            config.scope(),
            token.reveal());
    try (var client = client()) {
      return switch (client.post("/members/join", body)) {
        case ApiAnswer.Answered a when a.success() -> new Answer.Welcome();
        case ApiAnswer.Answered a when isFinal(a.status()) -> new Answer.Refused(words(a));
        case ApiAnswer.Answered a -> new Answer.Later(words(a));
        case ApiAnswer.Unreachable u ->
            new Answer.Later(
                "a token is shown to the REST API, and none answers in raft.join: " + u.reasons());
        case ApiAnswer.OutcomeUnknown u -> new Answer.Later(u.to() + " did not answer");
      };
    }
  }

  /** Not let in, another cluster, or a name that is taken: nothing that passes by itself. */
  private static boolean isFinal(int status) {
    return status == 400 || status == 401 || status == 403 || status == 409;
  }

  private static String words(ApiAnswer.Answered answer) {
    var detail = text(answer.body(), "detail");
    return "%s says: %s"
        .formatted(answer.from(), detail == null ? "status " + answer.status() : detail);
  }

  private static @Nullable String text(JsonNode body, String key) {
    return body.hasNonNull(key) ? body.path(key).asText() : null;
  }

  private ApiClient client() {
    var scheme = config.restApi().tls() == null ? "http://" : "https://";
    var bases = config.raft().join().stream().map(a -> URI.create(scheme + a)).toList();
    var tls = security.tls();
    return new ApiClient(
        List.copyOf(bases),
        LIMITS,
        security.authorization().orElse(null),
        tls == null ? null : tls.get());
  }
}
