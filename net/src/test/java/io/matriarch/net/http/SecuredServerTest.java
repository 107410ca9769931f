package io.matriarch.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.net.FakeAgent;
import io.matriarch.net.Views;
import io.matriarch.net.client.ApiAnswer;
import io.matriarch.net.client.ApiClient;
import io.matriarch.net.http.ServerSecurity.ClientCertificates;
import io.matriarch.net.peer.PeerAnswer;
import io.matriarch.net.peer.PeerClient;
import io.matriarch.net.rest.Gate;
import io.matriarch.net.tls.Certificates;
import io.matriarch.net.tls.ReloadedIdentity;
import io.matriarch.net.tls.ReloadedTls;
import io.matriarch.net.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS, certificates and passwords, over real connections. */
@Timeout(120)
class SecuredServerTest {
  private static final Gate.Login ALICE = new Gate.Login("alice", "secret");
  private static final Duration TEN = Duration.ofSeconds(10);

  @TempDir static Path folder;

  private static Path authority;
  private static Path server;
  private static Path client;
  private static Path expired;
  private static Path stranger;
  private static ReloadedTls tls;
  private static ApiServer optional;
  private static ApiServer required;

  @BeforeAll
  static void serve() throws Exception {
    var ours = new Certificates(folder, "ours");
    authority = ours.authority();
    server = ours.issue("server", 2);
    client = ours.issue("client", 2);
    expired = ours.issue("expired", -10);
    stranger = new Certificates(folder, "others").issue("stranger", 2);
    tls = new ReloadedTls(new TlsFiles(server, null, null, authority), Duration.ofMillis(50));
    optional = start(ClientCertificates.OPTIONAL, new Gate(ALICE, true, List.of()));
    required = start(ClientCertificates.REQUIRED, new Gate(null, true, List.of()));
  }

  private static ApiServer start(ClientCertificates clients, Gate gate) throws IOException {
    return ApiServer.start(
        "127.0.0.1",
        0,
        new FakeAgent(),
        Views.clock(),
        ServerLimits.DEFAULT,
        new ServerSecurity(tls::context, clients, gate));
  }

  @AfterAll
  static void stop() {
    optional.close();
    required.close();
    tls.close();
  }

  @Test
  void reads_need_no_certificate_where_it_is_optional() throws IOException {
    assertThat(status(ask(optional, "GET", "/primary", null, null))).isEqualTo(200);
  }

  @Test
  void changes_need_the_certificate_and_the_password() throws IOException {
    assertThat(status(ask(optional, "POST", "/reload", null, ALICE.header()))).isEqualTo(403);
    assertThat(status(ask(optional, "POST", "/reload", client, null))).isEqualTo(401);
    assertThat(status(ask(optional, "POST", "/reload", client, "Basic eDp5"))).isEqualTo(401);
    assertThat(status(ask(optional, "POST", "/reload", client, ALICE.header()))).isEqualTo(200);
  }

  @Test
  void nobody_without_a_good_certificate_is_heard_where_it_is_required() throws IOException {
    assertThat(status(ask(required, "GET", "/primary", client, null))).isEqualTo(200);
    assertThat(status(ask(required, "GET", "/primary", null, null))).isZero();
    assertThat(status(ask(required, "GET", "/primary", expired, null))).isZero();
    assertThat(status(ask(required, "GET", "/primary", stranger, null))).isZero();
  }

  @Test
  void plain_http_is_no_way_around() throws IOException {
    try (var raw = new RawClient(optional.port())) {
      raw.send("POST /reload HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
      assertThat(raw.isClosed()).isTrue();
    }
  }

  /** The begin of a TLS record is as far as each of them goes. */
  @Test
  void a_thousand_half_open_connections_keep_nobody_out() throws IOException {
    var half = new ArrayList<RawClient>();
    try {
      for (int i = 0; i < 1000; i++) {
        half.add(new RawClient(optional.port()));
        half.getLast().socket.getOutputStream().write(new byte[] {22, 3, 1, 2});
        if (i % 100 == 99) {
          assertThat(status(ask(optional, "GET", "/primary", null, null))).isEqualTo(200);
        }
      }
      assertThat(half.getFirst().isClosed()).isTrue();
    } finally {
      for (var client : half) {
        client.close();
      }
    }
  }

  @Test
  void peers_report_with_certificate_and_password_and_not_without() throws Exception {
    var mine = new TlsFiles(client, null, null, authority).context();
    var url = "https://127.0.0.1:" + optional.port();
    assertThat(report(mine, ALICE.header(), url)).isInstanceOf(PeerAnswer.Heard.class);
    assertThat(report(mine, null, url))
        .isEqualTo(new PeerAnswer.Silent("expected status 200, found 401"));
    var trustsOthers = new TlsFiles(client, null, null, stranger).context();
    assertThat(report(trustsOthers, ALICE.header(), url)).isInstanceOf(PeerAnswer.Silent.class);
    assertThat(report(mine, ALICE.header(), "https://localhost:" + optional.port()))
        .as("the name is not in the certificate")
        .isInstanceOf(PeerAnswer.Silent.class);
  }

  private static PeerAnswer report(SSLContext context, @Nullable String authorization, String url)
      throws Exception {
    try (var peer = new PeerClient(TEN, () -> context, () -> Optional.ofNullable(authorization))) {
      return peer.report(url, Views.standbyReport())
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void changed_certificates_are_used_and_broken_ones_are_not() throws Exception {
    var file = folder.resolve("moving.pem");
    Files.copy(server, file);
    try (var moving =
        new ReloadedTls(new TlsFiles(file, null, null, null), Duration.ofMillis(20))) {
      var first = moving.context();
      Files.writeString(file, "broken");
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
      for (int i = 0; i < 20; i++) {
        Thread.onSpinWait();
        assertThat(moving.context()).isSameAs(first);
      }
      Files.copy(client, file, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(file, FileTime.fromMillis(2_000));
      var deadline = System.nanoTime() + TEN.toNanos();
      while (moving.context() == first && System.nanoTime() - deadline < 0) {
        Thread.onSpinWait();
      }
      assertThat(moving.context()).isNotSameAs(first);
    }
  }

  @Test
  void an_identity_follows_its_files_under_a_context_that_stays() throws Exception {
    var file = folder.resolve("identity.pem");
    Files.copy(server, file);
    try (var identity =
        new ReloadedIdentity(new TlsFiles(file, null, null, authority), Duration.ofMillis(20))) {
      var context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {identity.keys()}, new TrustManager[] {identity.trust()}, null);
      var security =
          new ServerSecurity(
              () -> context, ClientCertificates.REQUIRED, new Gate(null, true, List.of()));
      try (var at =
          ApiServer.start(
              "127.0.0.1", 0, new FakeAgent(), Views.clock(), ServerLimits.DEFAULT, security)) {
        assertThat(shown(at)).isEqualTo("CN=server");
        assertThat(status(ask(at, "GET", "/primary", client, null))).isEqualTo(200);
        assertThat(status(ask(at, "GET", "/primary", stranger, null))).isZero();

        Files.copy(client, file, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(file, FileTime.fromMillis(2_000));
        var deadline = System.nanoTime() + TEN.toNanos();
        while (!shown(at).equals("CN=client") && System.nanoTime() - deadline < 0) {
          Thread.onSpinWait();
        }
        assertThat(shown(at)).isEqualTo("CN=client");
      }
    }
  }

  /** Whose certificate a server shows. */
  private static String shown(ApiServer at) throws IOException {
    var context = new TlsFiles(client, null, null, authority).context();
    try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", at.port())) {
      socket.startHandshake();
      return socket.getSession().getPeerPrincipal().getName();
    }
  }

  private static ApiAnswer ask(
      ApiServer at,
      String method,
      String path,
      @Nullable Path certificate,
      @Nullable String authorization)
      throws IOException {
    var url = URI.create("https://127.0.0.1:" + at.port());
    var context = new TlsFiles(certificate, null, null, authority).context();
    var limits = new ApiClient.Limits(TEN, TEN, TEN);
    try (var api = new ApiClient(List.of(url), limits, authorization, context)) {
      return method.equals("GET")
          ? api.get(path)
          : api.post(path, JsonNodeFactory.instance.objectNode());
    }
  }

  /** 0 where no answer came. */
  private static int status(ApiAnswer answer) {
    return answer instanceof ApiAnswer.Answered answered ? answered.status() : 0;
  }
}
