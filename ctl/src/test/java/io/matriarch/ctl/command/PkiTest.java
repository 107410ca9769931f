package io.matriarch.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.net.api.Examination.Finding;
import io.matriarch.net.tls.CertificateCheck;
import io.matriarch.net.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code pki} makes is taken by the TLS of the agents, and nothing else is. */
final class PkiTest {
  @TempDir static Path folder;

  private static Path ours;
  private static Path others;

  @BeforeAll
  static void make() {
    ours = folder.resolve("ours");
    others = folder.resolve("others");
    for (var dir : new Path[] {ours, others}) {
      assertThat(pki("init", dir).code()).isZero();
      assertThat(pki("issue", dir, "n1", "--host", "127.0.0.1", "--host", "n1.lab").code())
          .isZero();
      assertThat(pki("issue", dir, "n2", "--host", "n2.lab").code()).isZero();
      assertThat(pki("issue", dir, "alice").code()).isZero();
    }
  }

  @Test
  void members_of_one_authority_shake_hands_in_both_roles() throws Exception {
    assertThat(handshake(files(ours, "n1"), files(ours, "n2"))).isEqualTo("hello");
    assertThat(handshake(files(ours, "n1"), files(ours, "alice"))).isEqualTo("hello");
  }

  @Test
  void another_authority_is_refused_by_both_sides() {
    assertThatThrownBy(() -> handshake(files(ours, "n1"), files(others, "n2")))
        .isInstanceOf(Exception.class);
    var trustsOurs =
        new TlsFiles(others.resolve("n1.crt"), others.resolve("n1.key"), null, ca(ours));
    assertThatThrownBy(() -> handshake(trustsOurs, files(ours, "n2")))
        .isInstanceOf(Exception.class);
  }

  @Test
  void a_certificate_is_refused_under_a_name_that_it_does_not_have() {
    assertThatThrownBy(() -> handshake(files(ours, "n2"), files(ours, "n1")))
        .isInstanceOf(Exception.class);
  }

  @Test
  void keys_are_for_their_owner_alone() throws IOException {
    for (var key : new String[] {"ca.key", "n1.key", "alice.key"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ours.resolve(key))))
          .isEqualTo("rw-------");
    }
    assertThat(ours.resolve("n1.key")).content().startsWith("-----BEGIN PRIVATE KEY-----");
  }

  @Test
  void what_is_in_use_is_not_replaced_by_accident() throws IOException {
    var before = Files.readString(ours.resolve("n2.crt"));

    assertThat(pki("init", ours).code()).isEqualTo(ExitCode.REFUSED);
    assertThat(pki("issue", ours, "n2").code()).isEqualTo(ExitCode.REFUSED);
    assertThat(Files.readString(ours.resolve("n2.crt"))).isEqualTo(before);
    assertThat(pki("issue", ours, "n2", "--host", "n2.lab", "--force").code()).isZero();
    assertThat(Files.readString(ours.resolve("n2.crt"))).isNotEqualTo(before);
  }

  @Test
  void the_lines_for_the_configuration_name_the_files() {
    var ended = pki("issue", ours, "n9", "--host", "::1");

    assertThat(ended.out())
        .contains("  certfile: " + ours.resolve("n9.crt"))
        .contains("    ca_file: " + ours.resolve("ca.crt"));
  }

  @Test
  void wrong_usage_makes_nothing() {
    assertThat(pki("issue", ours, "../x").code()).isEqualTo(ExitCode.USAGE);
    assertThat(pki("issue", ours, "ca").code()).isEqualTo(ExitCode.USAGE);
    assertThat(pki("issue", ours, "n5", "--days", "0").code()).isEqualTo(ExitCode.USAGE);
    assertThat(pki("issue", folder.resolve("none"), "n5").code()).isEqualTo(ExitCode.FAILED);
    assertThat(new Run().of("pki").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void the_check_finds_nothing_wrong_with_them_and_what_time_will_do() {
    assertThat(check(files(ours, "n1"), "127.0.0.1", Duration.ZERO)).isEmpty();
    assertThat(check(files(ours, "n1"), "n1.lab", Duration.ofDays(800)))
        .singleElement()
        .matches(finding -> !finding.wrong() && finding.what().contains("expires in 2"));
    assertThat(check(files(ours, "n1"), "n1.lab", Duration.ofDays(826)))
        .singleElement()
        .matches(finding -> finding.wrong() && finding.what().contains("is expired since"));
    assertThat(check(files(ours, "n1"), "n1.lab", Duration.ofDays(-1)))
        .allMatch(finding -> finding.what().contains("is not valid before"));
  }

  @Test
  void the_check_finds_names_keys_and_authorities_that_do_not_fit() {
    assertThat(check(files(ours, "n1"), "127.0.0.2", Duration.ZERO))
        .singleElement()
        .matches(finding -> finding.what().contains("and not for 127.0.0.2"));
    var mixed = new TlsFiles(ours.resolve("n1.crt"), others.resolve("n1.key"), null, ca(ours));
    assertThat(check(mixed, "n1.lab", Duration.ZERO))
        .singleElement()
        .matches(finding -> finding.what().contains("is not that of the certificate"));
    var foreign = new TlsFiles(ours.resolve("n1.crt"), ours.resolve("n1.key"), null, ca(others));
    assertThat(check(foreign, "n1.lab", Duration.ZERO))
        .singleElement()
        .matches(finding -> finding.what().contains("does not lead to an authority"));
    var none = new TlsFiles(ours.resolve("none.crt"), null, null, null);
    assertThat(check(none, "n1.lab", Duration.ZERO))
        .singleElement()
        .matches(finding -> finding.what().contains("no file"));
  }

  private static Iterable<Finding> check(TlsFiles files, String host, Duration later) {
    return new CertificateCheck(files, host, Instant.now().plus(later)).findings();
  }

  private static Run.Ended pki(String word, Path dir, String... more) {
    var arguments = new java.util.ArrayList<>(java.util.List.of("pki", word));
    arguments.addAll(java.util.List.of("--dir", dir.toString()));
    arguments.addAll(java.util.List.of(more));
    return new Run().of(arguments.toArray(String[]::new));
  }

  private static Path ca(Path dir) {
    return dir.resolve("ca.crt");
  }

  private static TlsFiles files(Path dir, String name) {
    return new TlsFiles(dir.resolve(name + ".crt"), dir.resolve(name + ".key"), null, ca(dir));
  }

  /** Both sides show and want a certificate, and the client checks the name, as agents do. */
  private static String handshake(TlsFiles server, TlsFiles client) throws Exception {
    var loopback = InetAddress.getByName("127.0.0.1");
    try (var listening =
        (SSLServerSocket)
            server.context().getServerSocketFactory().createServerSocket(0, 1, loopback)) {
      listening.setNeedClientAuth(true);
      listening.setSoTimeout(10_000);
      var heard =
          CompletableFuture.supplyAsync(
              () -> {
                try (var socket = listening.accept()) {
                  return new String(socket.getInputStream().readNBytes(5), UTF_8);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      try (var socket = (SSLSocket) client.context().getSocketFactory().createSocket()) {
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.connect(new InetSocketAddress(loopback, listening.getLocalPort()), 10_000);
        socket.getOutputStream().write("hello".getBytes(UTF_8));
        return heard.get(10, TimeUnit.SECONDS);
      }
    }
  }
}
