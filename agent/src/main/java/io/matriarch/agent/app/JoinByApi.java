package io.matriarch.agent.app;

import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.JoinToken;
import io.matriarch.net.client.NewcomerClient;
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
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final AgentConfig config;
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
      for (var group : client.groups()) {
        if (!group.scope().isEmpty() && !group.scope().equals(config.scope())) {
          return new Directions.Wrong(
              "raft.join: found the cluster '%s' at %s, expected '%s'; correct scope or join"
                  .formatted(group.scope(), group.from(), config.scope()));
        }
        found.addAll(group.raftAddresses());
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
    try (var client = client()) {
      var said =
          client.join(
              config.name(),
              config.raft().advertiseAddress().toString(),
              config.kind() == MemberKind.OBSERVER,
              config.scope(),
              token.reveal());
      if (said.letIn()) {
        return new Answer.Welcome();
      }
      return said.lasting() ? new Answer.Refused(said.words()) : new Answer.Later(said.words());
    }
  }

  private NewcomerClient client() {
    var scheme = config.restApi().tls() == null ? "http://" : "https://";
    var bases = config.raft().join().stream().map(a -> URI.create(scheme + a)).toList();
    var tls = security.tls();
    return new NewcomerClient(
        bases, security.authorization().orElse(null), tls == null ? null : tls.get());
  }
}
