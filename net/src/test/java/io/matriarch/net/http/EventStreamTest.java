package io.matriarch.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.FakeAgent;
import io.matriarch.net.api.ApiEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventStreamTest {
  private static final String ASK = "GET /events HTTP/1.1\r\nHost: h\r\n\r\n";
  private final FakeAgent agent = new FakeAgent();
  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    server = ApiServer.start("127.0.0.1", 0, agent);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void what_becomes_true_is_told_until_the_client_leaves() throws IOException {
    try (var client = new RawClient(server.port())) {
      client.send(ASK);
      var lines = reader(client);
      until(lines, ": from here on");
      awaitFollowers(1);
      agent.followers.forEach(f -> f.accept(new ApiEvent("role", "{\"primary\":\"n2\"}")));
      until(lines, "event: role");
      assertThat(lines.readLine()).isEqualTo("data: {\"primary\":\"n2\"}");
    }
    awaitFollowers(0);
  }

  @Test
  void a_client_that_takes_no_events_is_cut_off() throws IOException {
    try (var client = new RawClient(server.port())) {
      client.send(ASK);
      awaitFollowers(1);
      var large = new ApiEvent("role", "\"" + "x".repeat(60_000) + "\"");
      var deadline = System.nanoTime() + 20_000_000_000L;
      while (!agent.followers.isEmpty() && System.nanoTime() - deadline < 0) {
        agent.followers.forEach(f -> f.accept(large));
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(agent.followers).isEmpty();
    }
  }

  @Test
  void followers_leave_room_for_everybody_else() throws IOException {
    var followers = new ArrayList<RawClient>();
    for (int i = 0; i < ServerLimits.DEFAULT.connections() / 4; i++) {
      followers.add(new RawClient(server.port()));
      followers.getLast().send(ASK);
    }
    awaitFollowers(followers.size());
    try (var one = new RawClient(server.port())) {
      assertThat(one.ask("GET", "/events").status()).isEqualTo(503);
      assertThat(one.ask("GET", "/patroni").status()).isEqualTo(200);
    }
    for (var follower : followers) {
      follower.close();
    }
  }

  @Test
  void head_tells_that_there_is_a_stream() throws IOException {
    try (var client = new RawClient(server.port())) {
      assertThat(client.ask("HEAD", "/events").headers())
          .containsEntry("content-type", "text/event-stream");
    }
  }

  private void awaitFollowers(int count) {
    var deadline = System.nanoTime() + 10_000_000_000L;
    while (agent.followers.size() != count && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    assertThat(agent.followers).hasSize(count);
  }

  private static void until(BufferedReader lines, String wanted) throws IOException {
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals(wanted)) {
        return;
      }
    }
    throw new IOException("the stream ended before " + wanted);
  }

  private static BufferedReader reader(RawClient client) throws IOException {
    return new BufferedReader(
        new InputStreamReader(client.socket.getInputStream(), StandardCharsets.UTF_8));
  }
}
