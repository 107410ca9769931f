package io.matriarch.agent.app;

import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.PostgresConfig;
import io.matriarch.agent.postgres.Credentials;
import io.matriarch.agent.postgres.HostPort;
import io.matriarch.agent.postgres.PostgresSettings;
import io.matriarch.agent.postgres.Secret;
import io.matriarch.raft.RaftSettings;
import io.matriarch.raft.RaftTls;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The configuration file in the words of each module. */
final class Settings {
  private Settings() {}

  static Member member(AgentConfig c) {
    return new Member(
        c.name(),
        c.isWitness() ? MemberKind.WITNESS : MemberKind.DATABASE,
        c.restApi().url(),
        c.postgresql() == null ? "" : c.postgresql().connectAddress().toString(),
        c.tags(),
        ClusterState.FEATURE_LEVEL);
  }

  /**
   * @param tls null for plain connections
   */
  static RaftSettings raft(AgentConfig c, @Nullable RaftTls tls) {
    var peers = new TreeMap<MemberId, String>();
    c.raft().peers().forEach((id, address) -> peers.put(id, address.toString()));
    return RaftSettings.of(
        c.scope(),
        c.name(),
        c.raft().bindAddress().toString(),
        c.raft().advertiseAddress().toString(),
        c.raft().dataDir(),
        peers,
        tls);
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
        Set.copyOf(p.allowCommands()));
  }

  private static Credentials credentials(PostgresConfig.Account account) {
    return new Credentials(
        account.username(), new Secret(account.password().reveal()), account.tls());
  }
}
