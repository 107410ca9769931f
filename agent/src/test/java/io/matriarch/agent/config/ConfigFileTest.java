package io.matriarch.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir Path temp;

  @Test
  void missing_file_is_one_problem() {
    var parsed = ConfigFile.read(temp.resolve("none.yml"), Map.of());

    assertThat(((ParsedConfig.Invalid) parsed).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.found()).isEqualTo("no file"));
  }

  @Test
  void password_is_read_from_its_file_without_the_line_end() throws Exception {
    var file = Files.writeString(temp.resolve("pw"), "hunter2\n");

    var account = postgresql("{username: postgres, password_file: " + file + "}").superuser();

    assertThat(account.password()).isEqualTo(new Secret("hunter2"));
    assertThat(account.toString()).doesNotContain("hunter2");
  }

  @Test
  void rewind_user_is_the_superuser_unless_set() {
    var postgresql = postgresql("{username: postgres, password: hunter2}");

    assertThat(postgresql.rewind()).isEqualTo(postgresql.superuser());
  }

  /** Lines of its own would shut out those of the dynamic configuration. */
  @Test
  void node_without_lines_of_pg_hba_leaves_them_to_the_cluster() {
    assertThat(postgresql("{username: postgres, password: hunter2}").pgHba()).isEmpty();
  }

  @Test
  void whole_configuration_prints_no_password() {
    assertThat(read("{username: postgres, password: hunter2}").toString())
        .doesNotContain("hunter2");
  }

  @Test
  void nearest_key_is_found_by_edits() {
    assertThat(NearestKey.of("listn", List.of("listen", "connect_address"))).contains("listen");
    assertThat(NearestKey.of("qqqqqqqq", List.of("listen", "data_dir"))).isEmpty();
  }

  @Test
  void nobody_is_no_name() {
    assertThat(RaftSettings.member("nobody")).isEmpty();
    assertThat(RaftSettings.member("nobody1")).isPresent();
  }

  @Test
  void addresses_have_one_shape() {
    assertThat(HostPort.parse("[::1]:5432")).contains(new HostPort("::1", 5432));
    assertThat(HostPort.parse("[::1]:5432").orElseThrow()).hasToString("[::1]:5432");
    assertThat(HostPort.parse("h:0")).isEmpty();
    assertThat(HostPort.parse("h:65536")).isEmpty();
    assertThat(HostPort.parse("::1:5432")).isEmpty();
    assertThat(ListenAddress.parse("a, b:5432").orElseThrow().postgresqlValue()).isEqualTo("a,b");
    assertThat(ListenAddress.parse(",b:5432")).isEmpty();
  }

  private static PostgresConfig postgresql(String superuser) {
    return Objects.requireNonNull(read(superuser).postgresql());
  }

  private static AgentConfig read(String superuser) {
    var parsed =
        ConfigFile.parse(
            """
            scope: demo
            name: n1
            restapi: {listen: "127.0.0.1:8008"}
            raft: {tls: off, advertise_address: "127.0.0.1:7008", data_dir: /d/raft, peers: {n1: "127.0.0.1:7008"}}
            postgresql:
              listen: 127.0.0.1:5432
              data_dir: /d/pg
              bin_dir: /d/bin
              authentication:
                superuser: %s
                replication: {username: replicator, password: hunter2}
            """
                .formatted(superuser),
            "n1.yml",
            Map.of());
    assertThat(parsed).isInstanceOf(ParsedConfig.Valid.class);
    return ((ParsedConfig.Valid) parsed).config();
  }
}
