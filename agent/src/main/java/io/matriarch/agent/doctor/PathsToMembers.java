package io.matriarch.agent.doctor;

import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.HostPort;
import io.matriarch.agent.postgres.Credentials;
import io.matriarch.agent.postgres.ReplicationPath;
import io.matriarch.agent.postgres.Secret;
import io.matriarch.net.api.Examination.Kind;
import io.matriarch.net.api.Examination.Path;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node reaches the others in each way that it may need, all tried at once.
 *
 * @param raft where a member's Raft port is; empty where nobody knows
 */
record PathsToMembers(AgentConfig config, Function<MemberId, Optional<HostPort>> raft) {
  /** How one path is tried; blocks for some seconds at most. */
  private interface Attempt {
    void go() throws Exception;
  }

  List<Path> to(Collection<Member> members) {
    var paths = new ArrayList<CompletableFuture<Path>>();
    for (var member : members) {
      if (!member.id().equals(config.name())) {
        begin(member, paths);
      }
    }
    return paths.stream().map(CompletableFuture::join).toList();
  }

  private void begin(Member member, List<CompletableFuture<Path>> paths) {
    var to = member.id().value();
    paths.add(begin(() -> api(to, member.apiUrl())));
    raft.apply(member.id()).ifPresent(at -> paths.add(begin(() -> raft(to, at))));
    var postgresql = config.postgresql();
    if (postgresql != null && !member.postgresAddress().isEmpty()) {
      var user = postgresql.replication();
      var login =
          new Credentials(user.username(), new Secret(user.password().reveal()), user.tls());
      var address = member.postgresAddress();
      paths.add(
          begin(
              () ->
                  timed(
                      to, Kind.REPLICATION, address, () -> ReplicationPath.open(address, login))));
    }
  }

  private static CompletableFuture<Path> begin(Supplier<Path> attempt) {
    return CompletableFuture.supplyAsync(attempt, Thread::startVirtualThread);
  }

  private Path api(String to, String url) {
    return timed(
        to,
        Kind.API,
        url,
        () -> {
          var target = URI.create(url);
          var port = target.getPort() < 0 ? 8008 : target.getPort();
          var at = new HostPort(target.getHost().replaceAll("^\\[|]$", ""), port);
          new Knock(at, "https".equals(target.getScheme()) ? restTls() : null).http("/liveness");
        });
  }

  private Path raft(String to, HostPort at) {
    return timed(to, Kind.RAFT, at.toString(), () -> new Knock(at, raftTls()).greet());
  }

  private SSLContext restTls() throws IOException, java.security.NoSuchAlgorithmException {
    var tls = config.restApi().tls();
    return tls == null ? SSLContext.getDefault() : tls.files().context();
  }

  private @Nullable SSLContext raftTls() throws IOException {
    var tls = config.raft().tls();
    return tls == null ? null : tls.files().context();
  }

  private static Path timed(String to, Kind kind, String address, Attempt attempt) {
    long begun = System.nanoTime();
    String obstacle;
    try {
      attempt.go();
      obstacle = "";
    } catch (Exception e) {
      obstacle =
          Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName())
              .replaceAll("\\s+", " ")
              .strip();
    }
    return new Path(to, kind, address, (System.nanoTime() - begun) / 1000, obstacle);
  }
}
