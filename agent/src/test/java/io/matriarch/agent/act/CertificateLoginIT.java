package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.postgres.Credentials;
import io.matriarch.agent.postgres.LoginTls;
import io.matriarch.agent.postgres.PostgresSettings;
import io.matriarch.agent.postgres.ReplicationPath;
import io.matriarch.agent.postgres.Secret;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SqlAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Standbys and pg_rewind that show a certificate in place of a password. */
@Tag("it")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CertificateLoginIT {
  /** Not the test framework's: another process, as another user, runs the test. */
  private final Path folder;

  CertificateLoginIT() throws IOException {
    folder = Files.createTempDirectory("mtr-tls");
  }

  @Test
  void standby_is_cloned_streams_and_is_rewound_without_any_password() throws Exception {
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority"
            + " -keyout ca.key -out ca.pem");
    for (var name : List.of("server", "replicator", "rewinder")) {
      certificate(name);
    }
    try (var n1 = new Node("n1", Node.BIN, this::withCertificates);
        var n2 = new Node("n2", Node.BIN, this::withCertificates)) {
      n1.becomePrimary();
      n2.join(n1);
      n1.query("CREATE TABLE t AS SELECT 1");
      n2.awaitReplayOf(n1);

      var user = n1.settings.logins().replication();
      ReplicationPath.open(n1.address(), user);
      var nobody = new Credentials(user.username(), new Secret("r" + Node.PASSWORD));
      assertThatThrownBy(() -> ReplicationPath.open(n1.address(), nobody))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("certificate");

      n2.done(new Decision.Follow("", "test"));
      n2.awaitAnswer(answer -> !answer.receiving());
      n2.promote();
      n2.done(new Decision.Checkpoint("test"));
      n2.awaitAnswer(SqlAnswer::checkpointed);
      n1.query("INSERT INTO t VALUES (2)");
      n1.kill();
      n1.done(new Decision.Rewind(new MemberId("n2"), n2.address(), "test"));
      n1.done(new Decision.StartStandby(n2.address(), "test"));
      n1.awaitReplayOf(n2);
      assertThat(n1.query("SELECT count(*) FROM t")).isEqualTo("1");
    }
  }

  private PostgresSettings withCertificates(PostgresSettings usual) {
    var parameters = new TreeMap<>(usual.parameters());
    parameters.put("ssl", "on");
    parameters.put("ssl_cert_file", at("server.pem").toString());
    parameters.put("ssl_key_file", at("server.key").toString());
    parameters.put("ssl_ca_file", at("ca.pem").toString());
    return new PostgresSettings(
        usual.name(),
        usual.listenHosts(),
        usual.port(),
        usual.connectAddress(),
        usual.paths(),
        new PostgresSettings.Logins(
            usual.logins().superuser(), login("replicator"), login("rewinder")),
        parameters,
        usual.pgHba(),
        usual.initdbOptions());
  }

  private Credentials login(String name) {
    return new Credentials(
        name,
        new Secret(""),
        new LoginTls("verify-full", at("ca.pem"), at(name + ".pem"), at(name + ".key")));
  }

  private void certificate(String name) throws Exception {
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=%s -keyout %s.key -out %s.req"
            .formatted(name, name, name));
    // libpq before version 15 compares an address with names only.
    Files.writeString(at("san"), "subjectAltName=IP:127.0.0.1,DNS:127.0.0.1");
    openssl(
        "x509 -req -in %s.req -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san -out %s.pem"
            .formatted(name, name));
  }

  private Path at(String file) {
    return folder.resolve(file);
  }

  private void openssl(String arguments) throws Exception {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(at("openssl.log").toFile())
            .start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as(Objects.requireNonNull(Files.readString(at("openssl.log"))))
        .isZero();
  }
}
