package io.matriarch.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
  @TempDir Path temp;

  @Test
  void prepared_host_has_no_problem_but_perhaps_its_user() throws IOException {
    binaries("15.3");

    assertThat(paths(Preflight.host(config("")))).isSubsetOf("(user)");
  }

  @Test
  void missing_programs_are_named() throws IOException {
    binaries("15.3");
    Files.delete(temp.resolve("bin/pg_rewind"));
    Files.delete(temp.resolve("bin/initdb"));

    assertThat(Preflight.host(config("")))
        .anySatisfy(
            p -> {
              assertThat(p.path()).isEqualTo("postgresql.bin_dir");
              assertThat(p.found()).contains("without initdb, pg_rewind");
            });
  }

  @Test
  void old_version_is_a_problem() throws IOException {
    binaries("12.22");

    assertThat(Preflight.host(config("")))
        .anySatisfy(p -> assertThat(p.expected()).isEqualTo("PostgreSQL 13 or later"));
  }

  @Test
  void beta_version_is_read() throws IOException {
    binaries("19beta1");

    assertThat(paths(Preflight.host(config("")))).doesNotContain("postgresql.bin_dir");
  }

  @Test
  void data_directory_that_others_can_read_is_a_problem() throws IOException {
    binaries("15.3");
    Files.createDirectory(
        temp.resolve("pg"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

    assertThat(paths(Preflight.host(config("")))).contains("postgresql.data_dir");
  }

  @Test
  void required_watchdog_that_is_missing_is_a_problem() throws IOException {
    binaries("15.3");

    var problems = Preflight.host(config("watchdog: {mode: required, device: /nowhere/wd}"));

    assertThat(paths(problems)).contains("watchdog.device");
  }

  @Test
  void automatic_watchdog_that_is_missing_is_none() throws IOException {
    binaries("15.3");

    var problems = Preflight.host(config("watchdog: {mode: automatic, device: /nowhere/wd}"));

    assertThat(paths(problems)).doesNotContain("watchdog.device");
  }

  @Test
  void run_directory_too_long_for_a_socket_is_a_problem() throws IOException {
    binaries("15.3");

    var problems = Preflight.host(config("run_dir: " + temp + "/" + "x".repeat(110)));

    assertThat(paths(problems)).contains("run_dir");
  }

  @Test
  void run_directory_inside_the_data_directory_is_a_problem() throws IOException {
    binaries("15.3");

    assertThat(paths(Preflight.host(config("run_dir: " + temp + "/pg/run")))).contains("run_dir");
  }

  @Test
  void port_in_use_is_a_problem() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var valid = valid(yaml("").replace("127.0.0.1:8008", "127.0.0.1:" + taken.getLocalPort()));

      assertThat(paths(Preflight.ports(valid))).contains("restapi.listen");
    }
  }

  @Test
  void unreadable_certificate_is_a_problem() throws IOException {
    binaries("15.3");
    var text =
        yaml("").replace("tls: off", "tls: {cert_file: /no/c, key_file: /no/k, ca_file: /no/a}");

    assertThat(paths(Preflight.host(valid(text))))
        .contains("raft.tls.cert_file", "raft.tls.key_file", "raft.tls.ca_file");
  }

  private static List<String> paths(List<Problem> problems) {
    return problems.stream().map(Problem::path).toList();
  }

  private ParsedConfig.Valid config(String more) {
    return valid(yaml(more));
  }

  private static ParsedConfig.Valid valid(String text) {
    var parsed = ConfigFile.parse(text, "n1.yml", Map.of());
    assertThat(parsed).isInstanceOf(ParsedConfig.Valid.class);
    return (ParsedConfig.Valid) parsed;
  }

  private String yaml(String more) {
    return """
    scope: demo
    name: n1
    restapi: {listen: "127.0.0.1:8008"}
    raft:
      advertise_address: 127.0.0.1:7008
      data_dir: %1$s/raft
      peers: {n1: "127.0.0.1:7008"}
      tls: off
    postgresql:
      listen: 127.0.0.1:5432
      data_dir: %1$s/pg
      bin_dir: %1$s/bin
      authentication:
        superuser: {username: postgres, password: hunter2}
        replication: {username: replicator, password: hunter2}
    %2$s
    """
        .formatted(temp, more);
  }

  private void binaries(String version) throws IOException {
    var bin = Files.createDirectories(temp.resolve("bin"));
    for (var name : List.of("postgres", "initdb", "pg_basebackup", "pg_rewind", "pg_controldata")) {
      var program = bin.resolve(name);
      Files.writeString(program, "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
