package io.matriarch.net.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.api.RestartRequest;
import io.matriarch.statemachine.model.RestartTerms;
import io.matriarch.statemachine.model.ServerRole;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeEndpointsTest {
  private static final String BY = "REST API, from 127.0.0.1";
  private final Asking asking = new Asking();

  @Test
  void a_restart_without_a_body_is_for_now_and_on_any_terms() throws Exception {
    assertThat(asking.ask("POST", "/restart").status()).isEqualTo(200);
    assertThat(asking.agent.restarts)
        .containsExactly(new RestartRequest(RestartTerms.ANY, null, BY));
  }

  @Test
  void all_conditions_reach_the_agent() throws Exception {
    var response =
        asking.ask(
            "POST",
            "/restart",
            """
            {"schedule": "2037-01-02 03:04:05+01:00", "role": "primary", "postgres_version": "15.4",
             "timeout": "1.5min", "restart_pending": true}\
            """,
            null);

    assertThat(response.status()).isEqualTo(202);
    assertThat(Asking.text(response)).contains("\"outcome\":\"scheduled\"");
    assertThat(asking.agent.restarts)
        .containsExactly(
            new RestartRequest(
                new RestartTerms(ServerRole.PRIMARY, 150_004, true, 90_000),
                Instant.parse("2037-01-02T02:04:05Z").toEpochMilli(),
                BY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"shedule\": \"now\"}               | 400 | found 'shedule'",
        "{\"role\": \"king\"}                 | 400 | primary or replica",
        "{\"postgres_version\": \"new\"}      | 400 | such as 15.4",
        "{\"timeout\": 0}                     | 400 | as timeout",
        "{\"timeout\": -1}                    | 400 | as timeout",
        "{\"timeout\": \"2 weeks\"}           | 400 | as timeout",
        "{\"restart_pending\": \"yes\"}       | 400 | true or false",
        "{\"role\": [1]}                      | 400 | a text as role",
        "{\"schedule\": \"tomorrow\"}         | 422 | with its zone",
        "{\"schedule\": \"2007-01-01T00:00Z\"} | 422 | still to come",
        "nonsense                             | 400 | not valid JSON",
      })
  void what_cannot_be_meant_never_reaches_the_agent(String body, int status, String text)
      throws Exception {
    var response = asking.ask("POST", "/restart", body, null);

    assertThat(response.status()).isEqualTo(status);
    assertThat(Asking.text(response)).contains(text).contains("\"outcome\":\"refused\"");
    assertThat(asking.agent.restarts).isEmpty();
  }

  @Test
  void reload_and_reinitialize_are_asked_of_the_agent() throws Exception {
    assertThat(asking.ask("POST", "/reload").status()).isEqualTo(200);
    var forced = asking.ask("POST", "/reinitialize", "{\"force\": true}", null);
    assertThat(forced.status()).isEqualTo(200);
    assertThat(asking.agent.forced).isTrue();
    assertThat(asking.ask("POST", "/reinitialize", "{\"forse\": true}", null).status())
        .isEqualTo(400);
  }

  @Test
  void what_is_not_scheduled_cannot_be_struck_out() throws Exception {
    assertThat(asking.ask("DELETE", "/restart").status()).isEqualTo(404);
    assertThat(asking.ask("DELETE", "/switchover").status()).isEqualTo(404);
  }

  @Test
  void an_examination_says_what_is_wrong_and_which_paths_are_closed() throws Exception {
    var response = asking.ask("POST", "/doctor");

    assertThat(response.status()).isEqualTo(200);
    assertThat(Asking.text(response))
        .contains("\"level\":\"wrong\"")
        .contains("\"fsync_p99_us\":2100")
        .contains("\"kind\":\"api\",\"address\":\"http://b:8008\",\"open\":true,\"us\":1500")
        .contains("\"open\":false,\"us\":null,\"obstacle\":\"refused\"");
    assertThat(asking.ask("GET", "/doctor").status()).isEqualTo(405);
  }

  @Test
  void a_configuration_can_be_judged_without_a_change() throws Exception {
    var good = asking.ask("POST", "/config/check", "{\"ttl\": 7}", null);
    var bad = asking.ask("POST", "/config/check", "{\"ttl\": \"soon\"}", null);

    assertThat(good.status()).isEqualTo(200);
    assertThat(bad.status()).isEqualTo(400);
    assertThat(Asking.text(bad)).contains("\"pointer\":\"/ttl\"");
    assertThat(Asking.text(asking.ask("GET", "/config"))).doesNotContain("7");
  }

  @Test
  void a_switchover_for_later_is_noted_by_the_agent() throws Exception {
    var response =
        asking.ask(
            "POST",
            "/switchover",
            "{\"leader\": \"n1\", \"scheduled_at\": \"2037-01-01T00:00:00Z\"}",
            null);

    assertThat(response.status()).isEqualTo(202);
    assertThat(asking.agent.scheduledAt)
        .isEqualTo(Instant.parse("2037-01-01T00:00:00Z").toEpochMilli());
  }

  @Test
  void an_operation_of_this_node_can_be_watched_here() throws Exception {
    assertThat(Asking.text(asking.ask("GET", "/operations/restart-1")))
        .contains("restarted successfully");
  }

  @Test
  void the_group_is_listed_with_what_is_known_of_each() throws Exception {
    assertThat(Asking.text(asking.ask("GET", "/members")))
        .contains(
            "\"name\":\"n1\",\"raft_id\":\"n1-5f3a9c21\",\"raft_address\":\"10.0.0.1:7008\","
                + "\"role\":\"voter\",\"leader\":false,\"commit_index\":41,\"kind\":\"database\"",
            "\"raft_id\":\"w-00000001\",\"raft_address\":\"10.0.0.3:7008\",\"role\":\"voter\","
                + "\"leader\":true,\"kind\":\"witness\"",
            "\"raft_leader\":\"w\"");
  }
}
