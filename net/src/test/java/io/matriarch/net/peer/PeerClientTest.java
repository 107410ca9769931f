package io.matriarch.net.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.FakeAgent;
import io.matriarch.net.Views;
import io.matriarch.net.api.ForwardReply;
import io.matriarch.net.api.ForwardedRequest;
import io.matriarch.net.api.HeardReports;
import io.matriarch.net.http.ApiServer;
import io.matriarch.statemachine.model.Member;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PeerClientTest {
  private final FakeAgent agent = new FakeAgent();

  private static PeerAnswer report(String apiUrl, Duration timeout) throws Exception {
    try (var client = new PeerClient(timeout)) {
      return client
          .report(apiUrl, Views.standbyReport())
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_peer_hears_the_report_and_gives_its_view() throws Exception {
    try (var server = ApiServer.start("127.0.0.1", 0, agent);
        var client = new PeerClient(Duration.ofSeconds(10))) {
      for (int i = 0; i < 3; i++) {
        var answer =
            client
                .report("http://127.0.0.1:" + server.port(), Views.standbyReport())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(answer)
            .isEqualTo(new PeerAnswer.Heard(new HeardReports(Views.cluster().reports())));
      }
    }
    assertThat(agent.received)
        .containsExactly(Views.standbyReport(), Views.standbyReport(), Views.standbyReport());
  }

  @Test
  void a_peer_that_is_not_there_is_silent() throws Exception {
    int port;
    try (var unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = unused.getLocalPort();
    }

    assertThat(report("http://127.0.0.1:" + port, Duration.ofSeconds(5)))
        .isInstanceOf(PeerAnswer.Silent.class);
  }

  @Test
  void an_address_that_is_none_is_silent() throws Exception {
    assertThat(report("not an address", Duration.ofSeconds(5)))
        .isInstanceOfSatisfying(
            PeerAnswer.Silent.class, s -> assertThat(s.why()).contains("not an address"));
    assertThat(report("ftp://h", Duration.ofSeconds(5))).isInstanceOf(PeerAnswer.Silent.class);
  }

  @Test
  void a_peer_that_never_answers_is_silent_in_time() throws Exception {
    try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(report("http://127.0.0.1:" + mute.getLocalPort(), Duration.ofMillis(300)))
          .isInstanceOf(PeerAnswer.Silent.class);
    }
  }

  @Test
  void a_body_that_never_ends_is_not_waited_for() throws Exception {
    try (var peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerHalf(peer));

      assertThat(report("http://127.0.0.1:" + peer.getLocalPort(), Duration.ofMillis(500)))
          .isEqualTo(new PeerAnswer.Silent("no answer in time"));
    }
  }

  private static void answerHalf(ServerSocket peer) {
    try (var socket = peer.accept()) {
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".getBytes(StandardCharsets.UTF_8));
      while (socket.getInputStream().read() >= 0) {}
    } catch (IOException e) {
      // The client is gone, as it should be.
    }
  }

  @Test
  void a_request_is_handed_on_with_who_asked_first() throws Exception {
    try (var server = ApiServer.start("127.0.0.1", 0, agent)) {
      var reply = forward(server.port(), "POST", "/restart", "{\"timeout\": 5}");

      assertThat(reply)
          .isInstanceOfSatisfying(
              ForwardReply.Answered.class,
              a -> {
                assertThat(a.status()).isEqualTo(200);
                assertThat(a.contentType()).isEqualTo("application/json");
                assertThat(new String(a.body(), StandardCharsets.UTF_8)).contains("op-1");
              });
      assertThat(agent.restarts.getFirst().by())
          .isEqualTo("REST API, alice from 10.0.0.9 by way of n2");
      assertThat(agent.restarts.getFirst().terms().timeoutMillis()).isEqualTo(5000);
      assertThat(forward(server.port(), "POST", "/restart", "{\"role\": 1}"))
          .isInstanceOfSatisfying(
              ForwardReply.Answered.class, a -> assertThat(a.status()).isEqualTo(400));
    }
  }

  @Test
  void nothing_was_asked_of_a_member_that_is_not_there() throws Exception {
    int port;
    try (var unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = unused.getLocalPort();
    }

    assertThat(forward(port, "POST", "/restart", "")).isInstanceOf(ForwardReply.NotSent.class);
  }

  @Test
  void a_member_that_takes_a_request_and_goes_leaves_its_outcome_unknown() throws Exception {
    try (var peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> readAndGo(peer));

      assertThat(forward(peer.getLocalPort(), "POST", "/restart", ""))
          .isInstanceOf(ForwardReply.Unknown.class);
    }
  }

  private static void readAndGo(ServerSocket peer) {
    try (var socket = peer.accept()) {
      socket.getInputStream().readNBytes(4);
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static ForwardReply forward(int port, String method, String path, String body)
      throws Exception {
    var self = Views.primary().self();
    var to =
        new Member(
            self.id(),
            self.kind(),
            "http://127.0.0.1:" + port,
            self.postgresAddress(),
            self.tags(),
            self.featureLevel());
    try (var client = new PeerClient(Duration.ofSeconds(10))) {
      return client
          .forward(
              to,
              new ForwardedRequest(
                  method,
                  path,
                  body.getBytes(StandardCharsets.UTF_8),
                  "alice from 10.0.0.9 by way of n2"))
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void an_answer_that_is_no_view_is_silence() throws Exception {
    try (var server = ApiServer.start("127.0.0.1", 0, agent)) {
      assertThat(report("http://127.0.0.1:" + server.port() + "/no", Duration.ofSeconds(10)))
          .isEqualTo(new PeerAnswer.Silent("expected status 200, found 404"));
    }
  }
}
