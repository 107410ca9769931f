package io.matriarch.net.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.Views;
import io.matriarch.net.api.OperationReply;
import io.matriarch.net.api.OperationRequest;
import io.matriarch.net.api.json.PeerMessages;
import io.matriarch.statemachine.model.Operation;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
  private final Asking asking = new Asking();

  @ParameterizedTest
  @ValueSource(
      strings = {"/foo-replica-bar", "/primary/", "//primary", "/Primary", "/operations/", "", "*"})
  void an_unknown_path_is_not_found(String path) throws Exception {
    var response = asking.ask("GET", path);

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.contentType()).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /primary, 'GET, HEAD, OPTIONS'",
    "DELETE, /config, 'GET, HEAD, PATCH, PUT'",
    "GET, /switchover, 'POST, DELETE'",
    "PUT, /restart, 'POST, DELETE'",
    "BREW, /metrics, 'GET, HEAD'",
  })
  void a_wrong_method_is_told_the_right_ones(String method, String path, String allow)
      throws Exception {
    var response = asking.ask(method, path);

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.headers()).containsEntry("Allow", allow);
  }

  @Test
  void options_on_what_is_no_health_check_tells_the_methods() throws Exception {
    var response = asking.ask("OPTIONS", "/config");

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.headers()).containsEntry("Allow", "GET, HEAD, PATCH, PUT");
  }

  @Test
  void a_configuration_is_merged_and_answered_with_its_new_version() throws Exception {
    var response = asking.ask("PATCH", "/config", "{\"ttl\": null, \"loop_wait\": 2}", null);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).containsEntry("ETag", "\"8\"");
    assertThat(Asking.text(response))
        .isEqualTo("{\"loop_wait\":2,\"postgresql\":{\"parameters\":{\"max_connections\":200}}}");
  }

  @Test
  void a_configuration_is_replaced() throws Exception {
    var response = asking.ask("PUT", "/config", "{\"ttl\": 7}", "\"7\"");

    assertThat(Asking.text(response)).isEqualTo("{\"ttl\":7}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"ttl\": \"long\"} |      | 400 |"
            + " \"pointer\":\"/ttl\",\"found\":\"long\",\"expected\":\"a number",
        "{\"ttl\": 7}        | \"6\" | 409 | is now version 7",
        "{\"ttl\": 7}        | six   | 400 | If-Match",
        "{\"quorum\": true}  |      | 503 | \"outcome\":\"unknown\"",
        "[]                  |      | 400 | JSON object",
        "{\"ttl\": 7         |      | 400 | not valid JSON",
        "{\"ttl\": 1e999}    |      | 400 | at most 40 digits",
        "{\"a\": 1, \"a\": 2} |     | 400 | Duplicate",
        "''                  |      | 400 | JSON object",
      })
  void a_change_that_is_not_made_says_why(String body, String ifMatch, int status, String text)
      throws Exception {
    var before = asking.agent.config;

    var response = asking.ask("PATCH", "/config", body, ifMatch);

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.contentType()).isEqualTo("application/problem+json");
    assertThat(Asking.text(response)).contains(text).contains("\"outcome\"");
    assertThat(asking.agent.config).isEqualTo(before);
  }

  @Test
  void a_switchover_is_asked_of_the_agent() throws Exception {
    var body = "{\"leader\": \"n1\", \"candidate\": \"n2\"}";

    var response = asking.ask("POST", "/switchover", body, null);

    assertThat(response.status()).isEqualTo(200);
    assertThat(Asking.text(response))
        .isEqualTo(
            "{\"outcome\":\"done\",\"operation_id\":\"op-1\",\"message\":\"n2 is primary, epoch"
                + " 4\"}");
    assertThat(asking.agent.asked)
        .containsExactly(
            new OperationRequest(
                Operation.Kind.SWITCHOVER,
                Views.N1,
                Views.N2,
                false,
                false,
                "REST API, from 127.0.0.1"));
  }

  @Test
  void a_loss_is_accepted_by_a_failover_only() throws Exception {
    var body = "{\"candidate\": \"n2\", \"accept_data_loss\": true}";

    assertThat(asking.ask("POST", "/failover", body, null).status()).isEqualTo(200);
    var refused = asking.ask("POST", "/switchover", body, null);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(Asking.text(refused)).contains("a switchover loses nothing");
    assertThat(asking.agent.asked)
        .containsExactly(
            new OperationRequest(
                Operation.Kind.FAILOVER, null, Views.N2, false, true, "REST API, from 127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/failover   | {\"candidate\": \"n2\"}                                         | FAILOVER",
        "/failover   | {\"member\": \"n2\"}                                            | FAILOVER",
        "/failover   | {\"leader\": \"n1\", \"candidate\": \"n2\"}                     |"
            + " SWITCHOVER",
        "/failover   | {\"leader\": \"n1\", \"candidate\": \"n2\", \"force\": true}    | FAILOVER",
        "/failover   | {\"leader\": \"n1\", \"candidate\": \"n2\","
            + " \"accept_data_loss\": true} | FAILOVER",
        "/switchover | ''                                                              |"
            + " SWITCHOVER",
        "/switchover | {\"scheduled_at\": null}                                        |"
            + " SWITCHOVER",
      })
  void what_is_asked_decides_the_kind(String path, String body, Operation.Kind kind)
      throws Exception {
    assertThat(asking.ask("POST", path, body, null).status()).isEqualTo(200);
    assertThat(asking.agent.asked).extracting(OperationRequest::kind).containsExactly(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/failover   | {}                                     | 400 | needs a candidate",
        "/switchover | {\"leader\": \"n1\", \"scheduled_at\": \"2037-01-01T00:00:00\"} | 422 | with"
            + " its zone",
        "/switchover | {\"leader\": \"n1\", \"scheduled_at\": \"2007-01-01T00:00:00Z\"} | 422 |"
            + " still to come",
        "/switchover | {\"scheduled_at\": \"2037-01-01T00:00:00Z\"} | 400 | names the leader",
        "/failover   | {\"candidate\": \"n2\", \"scheduled_at\": \"2037-01-01T00:00:00Z\"} | 400 |"
            + " cannot be scheduled",
        "/switchover | {\"candidat\": \"n2\"}                 | 400 | found 'candidat'",
        "/switchover | {\"candidate\": \"../n2\"}             | 400 | member name",
        "/switchover | {\"candidate\": 2}                     | 400 | expected a member name",
        "/failover   | {\"candidate\": \"n2\", \"force\": 1}  | 400 | true or false",
        "/failover   | {\"candidate\": \"n2\", \"accept_data_loss\": \"yes\"} | 400 |"
            + " as accept_data_loss",
        "/failover   | nonsense                               | 400 | not valid JSON",
      })
  void what_cannot_be_meant_never_reaches_the_agent(
      String path, String body, int status, String text) throws Exception {
    var response = asking.ask("POST", path, body, null);

    assertThat(response.status()).isEqualTo(status);
    assertThat(Asking.text(response)).contains(text).contains("\"outcome\":\"refused\"");
    assertThat(asking.agent.asked).isEmpty();
  }

  @Test
  void the_agents_replies_become_codes() throws Exception {
    reply(new OperationReply.Running("op-2", "n2 promotes"));
    var running = asking.ask("POST", "/switchover");
    assertThat(running.status()).isEqualTo(202);
    assertThat(running.headers()).containsEntry("Location", "/operations/op-2");

    reply(new OperationReply.Refused(412, "n1 is not primary"));
    assertThat(asking.ask("POST", "/switchover").status()).isEqualTo(412);

    reply(new OperationReply.Unknown("no answer"));
    var unknown = asking.ask("POST", "/switchover");
    assertThat(unknown.status()).isEqualTo(503);
    assertThat(Asking.text(unknown)).contains("\"outcome\":\"unknown\"");
  }

  private void reply(OperationReply reply) {
    asking.agent.operation = CompletableFuture.completedFuture(reply);
  }

  @Test
  void a_report_of_a_peer_is_answered_with_the_view() throws Exception {
    var report = new String(PeerMessages.encode(Views.standbyReport()), StandardCharsets.UTF_8);

    var response = asking.ask("POST", "/peer/report", report, null);

    assertThat(response.status()).isEqualTo(200);
    assertThat(asking.agent.received).containsExactly(Views.standbyReport());
    assertThat(asking.ask("POST", "/peer/report", "{}", null).status()).isEqualTo(400);
  }

  @Test
  void every_path_answers_get_or_tells_that_it_does_not() throws Exception {
    for (var path :
        new String[] {
          "/explain", "/metrics", "/cluster", "/history", "/config", "/history/extended"
        }) {
      assertThat(asking.ask("GET", path).status()).as(path).isEqualTo(200);
    }
    assertThat(asking.ask("GET", "/operations/op-9").status()).isEqualTo(404);
  }
}
