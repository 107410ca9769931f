package io.matriarch.raft.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.raft.Leadership.Health;
import io.matriarch.raft.ProposeResult;
import io.matriarch.raft.RaftSettings;
import io.matriarch.raft.RaftTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutualTlsIT {
  @TempDir Path directory;

  @Test
  void members_with_certificates_of_one_authority_form_a_group_and_nobody_else_gets_in()
      throws Exception {
    var good = certificates("good");
    var foreign = certificates("foreign");
    try (var group = new TestGroup(directory, 3, good)) {
      group.startAll();
      var leader = group.awaitLeader();
      assertThat(group.propose(group.follower(), TestGroup.config(1, "over TLS")))
          .isInstanceOf(ProposeResult.Committed.class);

      assertThat(asks(group.settings(leader), good)).isTrue();
      assertThat(asks(group.settings(leader), null)).isFalse();
      assertThat(asks(group.settings(leader), foreign)).isFalse();
      assertThat(group.log(leader).leadership().health()).isEqualTo(Health.ALIVE);
    }
  }

  /** What lies at {@code at}, as an agent hands it over. */
  private static RaftTls tls(Path at) throws Exception {
    openssl(
        at,
        "pkcs12",
        "-export",
        "-in",
        "cert.pem",
        "-inkey",
        "key.pem",
        "-out",
        "own.p12",
        "-passout",
        "pass:secret");
    var own = KeyStore.getInstance(at.resolve("own.p12").toFile(), "secret".toCharArray());
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, "secret".toCharArray());
    var authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    try (var in = Files.newInputStream(at.resolve("ca.pem"))) {
      authorities.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authorities);
    return new RaftTls(keys.getKeyManagers()[0], trust.getTrustManagers()[0]);
  }

  /** True where the member answers someone who carries these certificates. */
  private static boolean asks(RaftSettings member, @org.jspecify.annotations.Nullable RaftTls tls) {
    var asking =
        RaftSettings.of(
            member.scope(),
            member.self(),
            member.bindAddress(),
            member.advertiseAddress(),
            member.dataDir(),
            member.peers(),
            tls);
    try (var calls =
        new PeerCalls(
            GroupName.of(member.scope()), RatisOptions.parameters(asking), Duration.ofSeconds(3))) {
      return !calls.groupInfo(member.advertiseAddress()).getGroup().getPeers().isEmpty();
    } catch (RaftException e) {
      throw new AssertionError("it got past TLS", e);
    } catch (IOException e) {
      return false;
    }
  }

  /** An authority, and one certificate of it that is good for the loopback address. */
  private RaftTls certificates(String name) throws Exception {
    var at = Files.createDirectories(directory.resolve(name));
    openssl(
        at,
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem");
    openssl(
        at,
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=member",
        "-keyout",
        "key.pem",
        "-out",
        "request.pem");
    Files.writeString(at.resolve("san"), "subjectAltName=IP:127.0.0.1");
    openssl(
        at,
        "x509",
        "-req",
        "-in",
        "request.pem",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        "san",
        "-out",
        "cert.pem");
    return tls(at);
  }

  private static void openssl(Path at, String... arguments) throws Exception {
    var command = new java.util.ArrayList<String>();
    command.add("openssl");
    command.addAll(java.util.List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .directory(at.toFile())
            .redirectErrorStream(true)
            .redirectOutput(at.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as(Objects.requireNonNull(Files.readString(at.resolve("openssl.log"))))
        .isZero();
  }
}
