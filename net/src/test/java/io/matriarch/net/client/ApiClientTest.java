package io.matriarch.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.net.client.ApiAnswer.Answered;
import io.matriarch.net.client.ApiAnswer.OutcomeUnknown;
import io.matriarch.net.client.ApiAnswer.Unreachable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ApiClientTest {
  private static final ApiClient.Limits LIMITS =
      new ApiClient.Limits(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10));

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closes_all() throws Exception {
    for (var closeable : open) {
      closeable.close();
    }
  }

  @Test
  void answer_carries_status_body_and_version() throws IOException {
    var server =
        opened(
            FakeServer.with(
                exchange -> {
                  exchange.getResponseHeaders().set("ETag", "\"7\"");
                  FakeServer.answer(exchange, 404, "{\"detail\":\"no\"}");
                }));

    var answer = (Answered) client(LIMITS, server.url()).get("/config");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.success()).isFalse();
    assertThat(answer.body().path("detail").asText()).isEqualTo("no");
    assertThat(answer.version()).isEqualTo("7");
  }

  @Test
  void body_that_is_no_json_is_kept_as_text() throws IOException {
    var server = opened(FakeServer.answering(502, "<h1>Bad Gateway</h1>"));

    var answer = (Answered) client(LIMITS, server.url()).get("/cluster");

    assertThat(answer.body().asText()).isEqualTo("<h1>Bad Gateway</h1>");
  }

  @Test
  void read_goes_to_the_next_agent_after_refused_connections_and_lost_answers() throws IOException {
    var dead = FakeServer.nobody();
    var mute = opened(FakeServer.hangingUp());
    var good = opened(FakeServer.answering(200, "{}"));

    var answer = client(LIMITS, dead, mute.url(), good.url()).get("/cluster");

    assertThat(answer).isInstanceOf(Answered.class);
  }

  @Test
  void reasons_name_every_agent_that_was_tried() throws IOException {
    var dead = FakeServer.nobody();
    var mute = opened(FakeServer.hangingUp());

    var answer = (Unreachable) client(LIMITS, dead, mute.url()).get("/cluster");

    assertThat(answer.reasons())
        .contains(dead + " (connection refused)")
        .contains(mute.url().toString());
  }

  @Test
  void host_that_does_not_resolve_is_said_to_be_so() {
    var answer =
        (Unreachable) client(LIMITS, URI.create("http://no-such-host.invalid:8008")).get("/");

    assertThat(answer.reasons()).contains("the host name does not resolve");
  }

  @Test
  void write_goes_to_the_next_agent_where_no_connection_was_made() throws IOException {
    var good = opened(FakeServer.answering(200, "{}"));

    var answer = client(LIMITS, FakeServer.nobody(), good.url()).post("/switchover", null);

    assertThat(answer).isInstanceOf(Answered.class);
    assertThat(good.requests()).containsExactly("POST /switchover");
  }

  @Test
  void write_whose_answer_was_lost_is_unknown_and_not_sent_twice() throws IOException {
    var mute = opened(FakeServer.hangingUp());
    var other = opened(FakeServer.answering(200, "{}"));

    var answer = client(LIMITS, mute.url(), other.url()).post("/switchover", null);

    assertThat(answer).isInstanceOf(OutcomeUnknown.class);
    assertThat(mute.requests()).hasSize(1);
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void body_that_never_ends_does_not_hold_the_caller() throws IOException {
    var server = opened(FakeServer.stalling());
    var soon = Duration.ofMillis(300);
    var limits = new ApiClient.Limits(Duration.ofSeconds(5), soon, soon);

    assertThat(client(limits, server.url()).get("/cluster")).isInstanceOf(Unreachable.class);
    assertThat(client(limits, server.url()).delete("/switchover"))
        .isInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void change_carries_the_version_it_is_based_on_and_who_asks() throws IOException {
    var seen = new ArrayList<String>();
    var server =
        opened(
            FakeServer.with(
                exchange -> {
                  seen.add(exchange.getRequestHeaders().getFirst("If-Match"));
                  seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
                  seen.add(new String(exchange.getRequestBody().readAllBytes()));
                  FakeServer.answer(exchange, 200, "");
                }));
    var client = opened(new ApiClient(List.of(server.url()), LIMITS, "Basic eDp5"));

    client.put("/config", JsonNodeFactory.instance.objectNode().put("ttl", 5), "7");

    assertThat(seen).containsExactly("\"7\"", "Basic eDp5", "{\"ttl\":5}");
    assertThat(server.requests()).containsExactly("PUT /config");
  }

  @Test
  void learned_agents_are_tried_after_the_given_ones() throws IOException {
    var given = FakeServer.nobody();
    var client = client(LIMITS, given);
    var learned = opened(FakeServer.answering(200, "{}"));

    client.learn(List.of(learned.url(), given));

    assertThat(client.bases()).containsExactly(given, learned.url());
    assertThat(client.get("/cluster")).isInstanceOf(Answered.class);
  }

  @Test
  void client_without_an_agent_is_refused() {
    assertThatThrownBy(() -> new ApiClient(List.of(), LIMITS, null))
        .hasMessageContaining("at least one base URL");
  }

  private ApiClient client(ApiClient.Limits limits, URI... bases) {
    return opened(new ApiClient(List.of(bases), limits, null));
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }
}
