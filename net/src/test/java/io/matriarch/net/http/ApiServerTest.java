package io.matriarch.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.net.FakeAgent;
import io.matriarch.net.Views;
import io.matriarch.net.api.OperationReply;
import io.matriarch.net.rest.Gate;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class ApiServerTest {
  private final FakeAgent agent = new FakeAgent();
  private ApiServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = ApiServer.start("127.0.0.1", 0, agent, Views.clock(), ServerLimits.DEFAULT);
    client = new RawClient(server.port());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void a_connection_is_kept_for_the_next_request() throws IOException {
    assertThat(client.ask("GET", "/primary").status()).isEqualTo(200);
    agent.node = Views.standby();
    assertThat(client.ask("GET", "/primary").status()).isEqualTo(503);
    assertThat(client.ask("GET", "/replica").status()).isEqualTo(200);
  }

  @Test
  void who_may_change_something_is_asked_for_each_request() throws IOException {
    var gate = new AtomicReference<>(Gate.OPEN);
    var security = new ServerSecurity(null, ServerSecurity.ClientCertificates.NONE, gate::get);
    try (var guarded =
            ApiServer.start("127.0.0.1", 0, agent, Views.clock(), ServerLimits.DEFAULT, security);
        var kept = new RawClient(guarded.port())) {
      assertThat(kept.ask("POST", "/reload").status()).isEqualTo(200);
      gate.set(new Gate(new Gate.Login("alice", "new"), false, List.of()));
      assertThat(kept.ask("POST", "/reload").status()).isEqualTo(401);
    }
  }

  @Test
  void head_gives_the_headers_of_get_and_no_body() throws IOException {
    var get = client.ask("GET", "/primary");
    var head = client.ask("HEAD", "/primary");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers()).isEqualTo(get.headers());
    assertThat(client.ask("GET", "/primary")).isEqualTo(get);
  }

  @Test
  void options_gives_the_status_alone() throws IOException {
    var answer = client.ask("OPTIONS", "/replica");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers()).containsEntry("content-length", "0");
  }

  @Test
  void a_client_of_http_1_0_gets_its_answer_and_the_end() throws IOException {
    client.send("OPTIONS / HTTP/1.0\r\n\r\n");

    assertThat(client.answer().status()).isEqualTo(200);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void a_client_that_asks_for_the_end_gets_it() throws IOException {
    client.send("GET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

    assertThat(client.answer().headers()).containsEntry("connection", "close");
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void pipelined_requests_are_answered_in_their_order_however_long_one_takes() throws IOException {
    var slow = new CompletableFuture<OperationReply>();
    agent.operation = slow;
    client.send(
        "POST /switchover HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"
            + "GET /primary HTTP/1.1\r\nHost: h\r\n\r\n"
            + "GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(client.isSilentFor(200)).isTrue();

    slow.complete(new OperationReply.Refused(412, "n1 is not primary"));

    assertThat(client.answer().status()).isEqualTo(412);
    assertThat(client.answer().status()).isEqualTo(200);
    assertThat(client.answer().status()).isEqualTo(404);
  }

  @Test
  void a_request_may_come_in_pieces() throws IOException {
    var request =
        "PATCH /config HTTP/1.1\r\nHost: h\r\nContent-Length: 16\r\n\r\n{\"loop_wait\": 3}";
    for (var cut : new int[] {1, 20, 50, request.length() - 14, request.length() - 1}) {
      client.send(request.substring(0, cut));
      assertThat(client.isSilentFor(50)).isTrue();
      client.send(request.substring(cut) + request.substring(0, cut));
      assertThat(client.answer().status()).isEqualTo(200);
      client.send(request.substring(cut));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void a_slow_answer_to_one_client_does_not_hold_another() throws IOException {
    agent.operation = new CompletableFuture<>();
    client.send("POST /switchover HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");

    try (var other = new RawClient(server.port())) {
      assertThat(other.ask("GET", "/primary").status()).isEqualTo(200);
    }
  }

  @Test
  void the_query_is_decoded() throws IOException {
    agent.node = Views.standby();

    assertThat(client.ask("GET", "/replica?lag=16%4DB&x").status()).isEqualTo(200);
    assertThat(client.ask("GET", "/replica?replication_state=in+archive%20recovery").status())
        .isEqualTo(503);
    assertThat(client.ask("GET", "/replica?lag=%zz").status()).isEqualTo(400);
    assertThat(client.ask("GET", "/%70rimary").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "'nonsense\r\n\r\n', 400",
    "'GET /primary HTTP/1.1\r\nno header\r\n\r\n', 400",
    "'GET /primary HTTP/1.1\r\nContent-Length: ten\r\n\r\n', 400",
    "'POST /switchover HTTP/1.1\r\n"
        + "Transfer-Encoding: chunked\r\n"
        + "Content-Length: 4\r\n\r\n"
        + "zz\r\n"
        + "', 400",
  })
  void what_is_not_http_is_told_so_and_cut_off(String bytes, int status) throws IOException {
    client.send(bytes);

    var answer = client.answer();
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void too_much_is_told_so_and_cut_off() throws IOException {
    client.send("GET /" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n");
    assertThat(client.answer().status()).isEqualTo(414);
    assertThat(client.isClosed()).isTrue();

    try (var other = new RawClient(server.port())) {
      other.send("GET / HTTP/1.1\r\nX: " + "x".repeat(9000) + "\r\n\r\n");
      assertThat(other.answer().status()).isEqualTo(431);
    }
    try (var other = new RawClient(server.port())) {
      other.send("PATCH /config HTTP/1.1\r\nHost: h\r\nContent-Length: 262145\r\n\r\n");
      assertThat(other.answer().status()).isEqualTo(413);
      assertThat(other.isClosed()).isTrue();
    }
    try (var other = new RawClient(server.port())) {
      var head = "PATCH /config HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
      other.send(head + "40001\r\n" + "x".repeat(262145));
      assertThat(other.answer().status()).isEqualTo(413);
    }
  }

  @Test
  void a_fault_in_the_agent_is_an_answer_and_not_the_end() throws IOException {
    agent.operation = CompletableFuture.failedFuture(new IllegalStateException("for the test"));
    client.send("POST /switchover HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");

    assertThat(client.answer().status()).isEqualTo(500);
    assertThat(client.ask("GET", "/primary").status()).isEqualTo(200);
  }

  @Test
  void a_port_that_is_taken_is_told_with_what_to_do() {
    assertThatThrownBy(() -> ApiServer.start("127.0.0.1", server.port(), agent).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + server.port())
        .hasMessageContaining("restapi.listen");
    assertThatThrownBy(() -> ApiServer.start("no-such-host.invalid", 0, agent).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown host");
  }
}
