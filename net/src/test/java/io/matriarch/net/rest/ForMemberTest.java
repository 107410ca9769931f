package io.matriarch.net.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.api.ForwardReply;
import io.matriarch.net.api.ForwardedFor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one node alone can do, asked of another. The agent that is asked is n1. */
class ForMemberTest {
  private final Asking asking = new Asking();

  @ParameterizedTest
  @CsvSource({
    "POST,   /restart,           POST /restart",
    "DELETE, /restart,           DELETE /restart",
    "POST,   /reload,            POST /reload",
    "POST,   /reinitialize,      POST /reinitialize",
    "GET,    /operations/op-9,   GET /operations/op-9",
    "GET,    /explain,           GET /explain",
    "HEAD,   /patroni,           GET /patroni",
  })
  void it_is_handed_to_the_member_that_is_named(String method, String path, String handed)
      throws Exception {
    asking.ask(method, path + "?member=n2");

    assertThat(asking.agent.forwarded)
        .containsExactly("n2 " + handed + " from 127.0.0.1 by way of n1");
    assertThat(asking.agent.restarts).isEmpty();
  }

  @Test
  void the_node_itself_is_meant_where_nobody_else_is_named() throws Exception {
    assertThat(asking.ask("POST", "/restart?member=n1").status()).isEqualTo(200);
    assertThat(asking.ask("POST", "/restart").status()).isEqualTo(200);

    assertThat(asking.agent.restarts).hasSize(2);
    assertThat(asking.agent.forwarded).isEmpty();
  }

  @Test
  void the_answer_of_the_other_comes_back_as_it_is() throws Exception {
    var body = "{\"outcome\":\"refused\",\"detail\":\"no\"}".getBytes(StandardCharsets.UTF_8);
    asking.agent.forward =
        (to, request) ->
            CompletableFuture.completedFuture(
                new ForwardReply.Answered(409, "application/problem+json", body, null));

    var response = asking.ask("POST", "/restart?member=n2");

    assertThat(response.status()).isEqualTo(409);
    assertThat(response.contentType()).isEqualTo("application/problem+json");
    assertThat(response.body()).isEqualTo(body);
  }

  @Test
  void a_password_that_the_agents_do_not_share_is_not_the_clients_fault() throws Exception {
    asking.agent.forward =
        (to, request) ->
            CompletableFuture.completedFuture(
                new ForwardReply.Answered(401, "application/problem+json", new byte[0], null));

    var response = asking.ask("POST", "/restart?member=n2");

    assertThat(response.status()).isEqualTo(503);
    assertThat(Asking.text(response)).contains("n2 does not let n1 in", "refused");
  }

  @Test
  void what_runs_elsewhere_can_be_watched_from_here() throws Exception {
    asking.agent.forward =
        (to, request) ->
            CompletableFuture.completedFuture(
                new ForwardReply.Answered(
                    202, "application/json", new byte[0], "/operations/restart-7"));

    assertThat(asking.ask("POST", "/restart?member=n2").headers())
        .containsEntry("Location", "/operations/restart-7?member=n2");
  }

  @Test
  void who_cannot_be_reached_was_asked_nothing() throws Exception {
    var response = asking.ask("POST", "/restart?member=n2");

    assertThat(response.status()).isEqualTo(503);
    assertThat(Asking.text(response))
        .contains("\"outcome\":\"refused\"", "n1 cannot reach n2: connection refused");
  }

  @Test
  void nobody_can_say_what_became_of_a_request_without_an_answer() throws Exception {
    asking.agent.forward =
        (to, request) ->
            CompletableFuture.completedFuture(new ForwardReply.Unknown("no answer within 60 s"));

    var response = asking.ask("POST", "/reinitialize?member=n2", "{}", null);

    assertThat(response.status()).isEqualTo(503);
    assertThat(Asking.text(response)).contains("\"outcome\":\"unknown\"", "look before you retry");
  }

  @ParameterizedTest
  @CsvSource({"n9", "''", "../n2", "n2%0d"})
  void only_members_can_be_named(String name) throws Exception {
    var response = asking.ask("POST", "/restart?member=" + name);

    assertThat(response.status()).isEqualTo(404);
    assertThat(Asking.text(response)).contains("the members are [n1, n2, w]");
    assertThat(asking.agent.forwarded).isEmpty();
  }

  /** Two agents that each believe the other to be meant would hand it on for ever. */
  @Test
  void what_was_handed_on_is_not_handed_on_again() throws Exception {
    var response =
        asking.ask("POST", "/restart?member=n2", "", null, "alice from 10.0.0.9 by way of n3");

    assertThat(response.status()).isEqualTo(421);
    assertThat(asking.agent.forwarded).isEmpty();
  }

  @Test
  void the_member_knows_who_asked_first() throws Exception {
    asking.ask("POST", "/restart?member=n1", "", null, "alice from 10.0.0.9 by way of n3");

    assertThat(asking.agent.restarts.getFirst().by())
        .isEqualTo("REST API, alice from 10.0.0.9 by way of n3");
  }

  @Test
  void only_so_many_are_under_way_at_once() throws Exception {
    var never = new CompletableFuture<ForwardReply>();
    asking.agent.forward = (to, request) -> never;
    var waiting = new ArrayList<java.util.concurrent.CompletionStage<Response>>();
    for (int i = 0; i < ForMember.MOST_UNDER_WAY; i++) {
      waiting.add(asking.begin("POST", "/reload?member=n2"));
    }

    assertThat(asking.ask("POST", "/reload?member=n2").status()).isEqualTo(503);
    never.complete(new ForwardReply.NotSent("closed"));
    assertThat(waiting)
        .allSatisfy(w -> assertThat(w.toCompletableFuture().join().status()).isEqualTo(503));
    asking.ask("POST", "/reload?member=n2");
    assertThat(asking.agent.forwarded).hasSize(ForMember.MOST_UNDER_WAY + 1);
  }

  @Test
  void any_name_survives_the_header_and_no_line_break_does() {
    var by = "Zoë Ångström from 10.0.0.9 by way of n1";
    assertThat(ForwardedFor.encode(by)).matches("[\\x21-\\x7e]+");
    assertThat(ForwardedFor.decode(ForwardedFor.encode(by))).isEqualTo(by);
    assertThat(ForwardedFor.decode("a%0d%0ab")).isEqualTo("a??b");
    assertThat(ForwardedFor.decode("%zz")).isEqualTo("unknown");
    assertThat(ForwardedFor.decode("x".repeat(5000))).hasSize(300);
  }
}
