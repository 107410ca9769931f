package io.matriarch.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.FakeAgent;
import io.matriarch.net.Views;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client that is slow, or greedy, is cut off for. */
@Timeout(30)
class ServerLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final FakeAgent agent = new FakeAgent();
  private ApiServer server;

  @BeforeEach
  void nothing() throws IOException {
    limits(LONG, LONG, LONG, LONG);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void limits(Duration request, Duration idle, Duration answer, Duration write)
      throws IOException {
    if (server != null) {
      server.close();
    }
    var limits = new ServerLimits(3, 64 * 1024, 8192, request, idle, answer, write);
    server = ApiServer.start("127.0.0.1", 0, agent, Views.clock(), limits);
  }

  @Test
  void a_byte_now_and_then_buys_no_time() throws IOException {
    limits(SHORT, LONG, LONG, LONG);

    try (var client = new RawClient(server.port())) {
      var cutOff = false;
      for (int i = 0; i < 100 && !cutOff; i++) {
        try {
          client.send("X");
          cutOff = !client.isSilentFor(50);
        } catch (IOException e) {
          cutOff = true;
        }
      }
      assertThat(cutOff).isTrue();
    }
  }

  @Test
  void a_body_that_does_not_come_is_not_waited_for() throws IOException {
    limits(SHORT, LONG, LONG, LONG);

    try (var client = new RawClient(server.port())) {
      client.send("PATCH /config HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void a_connection_without_requests_is_closed() throws IOException {
    limits(LONG, SHORT, LONG, LONG);

    try (var silent = new RawClient(server.port());
        var quiet = new RawClient(server.port())) {
      assertThat(quiet.ask("GET", "/primary").status()).isEqualTo(200);
      assertThat(silent.isClosed()).isTrue();
      assertThat(quiet.isClosed()).isTrue();
    }
  }

  @Test
  void an_agent_that_does_not_answer_is_not_waited_for() throws IOException {
    limits(LONG, LONG, SHORT, LONG);
    agent.operation = new CompletableFuture<>();

    try (var client = new RawClient(server.port())) {
      client.send("POST /switchover HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
      var answer = client.answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("\"outcome\":\"unknown\"");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void a_client_that_takes_no_answers_is_cut_off() throws IOException {
    limits(LONG, LONG, LONG, SHORT);

    try (var client = new RawClient(server.port())) {
      var request = "GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n".repeat(100);
      var cutOff = false;
      for (int i = 0; i < 10_000 && !cutOff; i++) {
        try {
          client.send(request);
        } catch (IOException e) {
          cutOff = true;
        }
      }
      assertThat(cutOff).isTrue();
    }
  }

  @Test
  void beyond_the_most_connections_the_longest_idle_one_makes_room() throws IOException {
    var clients = new ArrayList<RawClient>();
    for (int i = 0; i < 3; i++) {
      clients.add(new RawClient(server.port()));
      assertThat(clients.getLast().ask("GET", "/primary").status()).isEqualTo(200);
    }
    assertThat(clients.getFirst().ask("GET", "/primary").status()).isEqualTo(200);
    try (var one = new RawClient(server.port())) {
      assertThat(one.ask("GET", "/primary").status()).isEqualTo(200);
      assertThat(clients.get(1).isClosed()).isTrue();
      assertThat(clients.getFirst().ask("GET", "/primary").status()).isEqualTo(200);
    }
    for (var client : clients) {
      client.close();
    }
  }

  @Test
  void who_waits_for_an_answer_is_not_cut_off_for_others() throws IOException {
    // The first request of a JVM loads classes on the event loop, for longer than is waited below.
    try (var first = new RawClient(server.port())) {
      first.send("POST /switchover HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
      assertThat(first.answer().status()).isEqualTo(200);
    }
    agent.operation = new CompletableFuture<>();
    var clients = new ArrayList<RawClient>();
    for (int i = 0; i < 3; i++) {
      clients.add(new RawClient(server.port()));
      clients.getLast().send("POST /switchover HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
      assertThat(clients.getLast().isSilentFor(100)).isTrue();
    }
    try (var one = new RawClient(server.port())) {
      assertThat(one.isClosed()).isTrue();
    }
    assertThat(clients.getFirst().isSilentFor(50)).isTrue();
    for (var client : clients) {
      client.close();
    }
  }

  @Test
  void a_thousand_connections_that_say_nothing_keep_nobody_out() throws IOException {
    var silent = new ArrayList<RawClient>();
    for (int i = 0; i < 1000; i++) {
      try {
        silent.add(new RawClient(server.port()));
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
    }
    try (var one = new RawClient(server.port())) {
      assertThat(one.ask("GET", "/primary").status()).isEqualTo(200);
    }
    for (var client : silent) {
      client.close();
    }
  }
}
