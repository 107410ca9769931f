package io.matriarch.agent.app;

import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.JoinToken;
import io.matriarch.agent.config.PostgresConfig;
import io.matriarch.agent.member.Doorkeeper;
import io.matriarch.agent.postgres.Credentials;
import io.matriarch.agent.postgres.HostPort;
import io.matriarch.agent.postgres.PostgresSettings;
import io.matriarch.agent.postgres.Secret;
import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.Invitation;
import io.matriarch.raft.RaftSettings;
import io.matriarch.raft.RaftTls;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The configuration file in the words of each module. */
final class Settings {
  private Settings() {}

  static Member member(AgentConfig c) {
    return new Member(
        c.name(),
        c.kind(),
        c.restApi().url(),
        c.postgresql() == null ? "" : c.postgresql().connectAddress().toString(),
        c.tags(),
        ClusterState.FEATURE_LEVEL);
  }

  /**
   * @param tls what this member shows and whom it trusts; null for plain connections
   * @param invitation helps a node that joins
   */
  static RaftSettings raft(AgentConfig c, @Nullable RaftTls tls, Invitation invitation) {
    var peers = new TreeMap<MemberId, String>();
    c.raft().peers().forEach((id, address) -> peers.put(id, address.toString()));
    var settings =
        RaftSettings.of(
            c.scope(),
            c.name(),
            c.raft().bindAddress().toString(),
            c.raft().advertiseAddress().toString(),
            c.raft().dataDir(),
            peers,
            tls);
    var join = c.raft().join().stream().map(Object::toString).toList();
    return join.isEmpty()
        ? settings
        : settings.joining(join, c.kind() != MemberKind.OBSERVER, invitation);
  }

  /** Where the group has a member's Raft port. */
  static Optional<io.matriarch.agent.config.HostPort> raftAddress(ClusterLog log, MemberId member) {
    return log.members().stream()
        .filter(m -> m.name().equals(member))
        .findFirst()
        .flatMap(m -> io.matriarch.agent.config.HostPort.parse(m.address()));
  }

  /** Lets in who shows the token of this node's own file, as it is at that moment. */
  static Doorkeeper door(AgentConfig c) {
    var file = c.raft().joinTokenFile();
    return file == null
        ? Doorkeeper.NOBODY
        : shown -> {
          var expected = JoinToken.read(file);
          return shown != null && expected.isPresent() && JoinToken.same(expected.get(), shown)
              ? null
              : "the token is not the one in raft.join_token_file of this cluster's members";
        };
  }

  static PostgresSettings postgres(AgentConfig c, PostgresConfig p) {
    return new PostgresSettings(
        c.name(),
        p.listen().hosts(),
        p.listen().port(),
        new HostPort(p.connectAddress().host(), p.connectAddress().port()),
        new PostgresSettings.Paths(p.dataDir(), p.binDir(), c.runDir(), c.raft().dataDir()),
        new PostgresSettings.Logins(
            credentials(p.superuser()), credentials(p.replication()), credentials(p.rewind())),
        p.parameters(),
        p.pgHba(),
        c.bootstrap().initdbArguments().stream().map(a -> a.replaceFirst("^--", "")).toList(),
        Set.copyOf(p.allowCommands()),
        c.scope(),
        p.scripts(),
        c.bootstrap().plan());
  }

  private static Credentials credentials(PostgresConfig.Account account) {
    return new Credentials(
        account.username(), new Secret(account.password().reveal()), account.tls());
  }
}
