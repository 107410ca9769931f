package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ServerParametersTest {
  @Test
  void cluster_wins_over_node_and_node_over_default() {
    var all =
        of(Map.of("wal_keep_size", "1GB", "work_mem", "1MB"), Map.of("work_mem", "2MB"), false);

    assertThat(all).containsEntry("wal_keep_size", "1GB").containsEntry("work_mem", "2MB");
    assertThat(all).containsEntry("max_wal_senders", "10");
  }

  @Test
  void what_the_design_needs_wins_over_everyone() {
    var all =
        of(
            Map.of("port", "1", "hot_standby", "off", "WAL_LOG_HINTS", "off"),
            Map.of("listen_addresses", "*", "wal_level", "minimal"),
            false);

    assertThat(all)
        .containsEntry("port", "5433")
        .containsEntry("listen_addresses", "10.0.0.1,127.0.0.1")
        .containsEntry("hot_standby", "on")
        .containsEntry("wal_log_hints", "on")
        .containsEntry("wal_level", "replica")
        .containsEntry("wal_retrieve_retry_interval", "100ms")
        .containsEntry("cluster_name", "n1");
  }

  @Test
  void cluster_runs_no_commands_that_the_node_does_not_allow() {
    assertThat(of(Map.of(), Map.of("Archive_Command", "rm -rf /"), false))
        .doesNotContainKeys("archive_command", "Archive_Command");
    assertThat(of(Map.of("archive_command", "cp"), Map.of("archive_command", "rm"), false))
        .containsEntry("archive_command", "cp");
  }

  @Test
  void recovery_never_ends_where_a_restore_was_to_end() {
    assertThat(of(Map.of("recovery_target_time", "2026-11-22"), Map.of(), false))
        .containsEntry("recovery_target_time", "")
        .containsEntry("recovery_target_timeline", "latest");
  }

  @Test
  void server_stays_where_the_agent_looks_for_it() {
    assertThat(of(Map.of("data_directory", "/x"), Map.of("hba_file", "/y"), false))
        .doesNotContainKeys("data_directory", "hba_file");
  }

  @Test
  void replay_waits_for_no_reader_only_while_promoting() {
    assertThat(of(Map.of(), Map.of(), true)).containsEntry("max_standby_streaming_delay", "0");
    assertThat(of(Map.of(), Map.of(), false)).doesNotContainKey("max_standby_streaming_delay");
  }

  @Test
  void agent_comes_first_and_standbys_last_in_pg_hba() {
    var settings = NodeSettings.with(Map.of(), List.of("host all all 10.0.0.0/8 reject"));

    assertThat(
            HbaText.of(settings, List.of("host all all all trust"))
                .lines()
                .filter(l -> !l.startsWith("#")))
        .containsExactly(
            "host all \"postgres\" 127.0.0.1/32 scram-sha-256",
            "local all \"postgres\" scram-sha-256",
            "host all all 10.0.0.0/8 reject",
            "host replication \"replicator\" all scram-sha-256",
            "host postgres \"postgres\" all scram-sha-256");
  }

  /** A name service that is away would make the agent take its own server for dead. */
  @Test
  void agent_reaches_its_own_server_without_a_name() {
    assertThat(listening("db1").localAddress()).isEqualTo(new HostPort("127.0.0.1", 5432));
    assertThat(listening("db1").listenHosts()).containsExactly("db1", "127.0.0.1");
    assertThat(listening("db1", "10.0.0.1").localAddress())
        .isEqualTo(new HostPort("10.0.0.1", 5432));
    assertThat(listening("db1", "10.0.0.1").listenHosts()).containsExactly("db1", "10.0.0.1");
    assertThat(listening("*").listenHosts()).containsExactly("*");
    assertThat(HbaText.of(listening("db1"), List.of()))
        .contains("host all \"postgres\" 127.0.0.1/32 scram-sha-256");
  }

  private static PostgresSettings listening(String... hosts) {
    var usual = NodeSettings.with(Map.of(), List.of());
    return new PostgresSettings(
        usual.name(),
        List.of(hosts),
        5432,
        usual.connectAddress(),
        usual.paths(),
        usual.logins(),
        usual.parameters(),
        usual.pgHba(),
        usual.initdbOptions());
  }

  /** Before the line for everybody, which would ask for a password that it does not have. */
  @Test
  void login_with_a_certificate_is_let_in_by_it() {
    var usual = NodeSettings.with(Map.of(), List.of());
    var tls = new LoginTls("verify-ca", Path.of("/ca"), Path.of("/crt"), Path.of("/key"));
    var replicator = new Credentials("replicator", new Secret(""), tls);
    var logins =
        new PostgresSettings.Logins(
            usual.logins().superuser(), replicator, usual.logins().rewind());
    var settings =
        new PostgresSettings(
            usual.name(),
            usual.listenHosts(),
            usual.port(),
            usual.connectAddress(),
            usual.paths(),
            logins,
            usual.parameters(),
            usual.pgHba(),
            usual.initdbOptions());

    assertThat(HbaText.of(settings, List.of()).lines())
        .containsSubsequence(
            "hostssl replication \"replicator\" all cert", "host all all all scram-sha-256");
    assertThat(DatabaseRoles.sql(logins)).contains("LOGIN;").doesNotContain("PASSWORD ''");
    assertThat(PassFile.text(logins)).doesNotContain("replicator");
  }

  @Test
  void password_file_escapes_its_separators_and_names_each_role_once() {
    assertThat(PassFile.text(NodeSettings.with(Map.of(), List.of()).logins()))
        .isEqualTo("*:*:*:postgres:p\\:w\n*:*:*:replicator:r\\\\w\n");
  }

  private static SortedMap<String, String> of(
      Map<String, String> local, Map<String, String> dynamic, boolean promoting) {
    var parameters = Tree.EMPTY;
    for (var e : dynamic.entrySet()) {
      parameters = parameters.with(e.getKey(), new ConfigValue.Text(e.getValue()));
    }
    var tree = Tree.EMPTY.with("postgresql", Tree.EMPTY.with("parameters", parameters));
    return ServerParameters.of(
        NodeSettings.with(local, List.of()), new ClusterConfig(2, tree), "", "", "", promoting);
  }
}
