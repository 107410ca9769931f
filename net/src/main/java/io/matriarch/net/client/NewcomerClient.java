package io.matriarch.net.client;

import io.matriarch.net.api.json.MembershipBody;
import io.matriarch.statemachine.model.MemberId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What a node that is no member yet asks of agents. Every method blocks, for a bounded time. */
public final class NewcomerClient implements AutoCloseable {
  /** The last is longer than the members take to let a newcomer catch up. */
  private static final ApiClient.Limits LIMITS =
      new ApiClient.Limits(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(60));

  private final ApiClient client;

  public NewcomerClient(List<URI> bases, @Nullable String authorization, @Nullable SSLContext tls) {
    this.client = new ApiClient(bases, LIMITS, authorization, tls);
  }

  /**
   * A group as one agent told.
   *
   * @param scope of the cluster; empty where it did not say
   * @param raftAddresses of its members
   */
  public record Group(URI from, String scope, List<String> raftAddresses) {
    public Group {
      raftAddresses = List.copyOf(raftAddresses);
    }
  }

  /**
   * The answer to who asks to be let in.
   *
   * @param letIn it is, or was before
   * @param lasting trying again changes nothing until somebody changes something else
   * @param words for people
   */
  public record Said(boolean letIn, boolean lasting, String words) {}

  /** What each agent that answers knows. */
  public List<Group> groups() {
    var groups = new ArrayList<Group>();
    for (var base : client.bases()) {
      if (client.getFrom(base, "/members") instanceof ApiAnswer.Answered a && a.success()) {
        var addresses = new ArrayList<String>();
        a.body().path("members").forEach(m -> addresses.add(m.path("raft_address").asText()));
        groups.add(new Group(base, a.body().path("scope").asText(), addresses));
      }
    }
    return groups;
  }

  /** Asks the first agent that answers to let this node in. */
  public Said join(MemberId name, String address, boolean observer, String scope, String token) {
    var body = MembershipBody.join(name, address, observer, scope, token);
    return switch (client.post("/members/join", body)) {
      case ApiAnswer.Answered a ->
          new Said(
              a.success(),
              isFinal(a.status()),
              "%s says: %s"
                  .formatted(a.from(), a.body().path("detail").asText("status " + a.status())));
      case ApiAnswer.Unreachable u ->
          new Said(
              false,
              false,
              "a token is shown to the REST API, and none answers in raft.join: " + u.reasons());
      case ApiAnswer.OutcomeUnknown u -> new Said(false, false, u.to() + " did not answer");
    };
  }

  /** Not let in, another cluster, or a name that is taken: nothing that passes by itself. */
  private static boolean isFinal(int status) {
    return status == 400 || status == 401 || status == 403 || status == 409;
  }

  @Override
  public void close() {
    client.close();
  }
}
