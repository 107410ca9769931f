package io.matriarch.net.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.api.MembershipRequest;
import io.matriarch.net.api.MembershipRequest.Kind;
import io.matriarch.statemachine.model.MemberId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberEndpointsTest {
  private static final String BY = "REST API, from 127.0.0.1";
  private static final MemberId N4 = new MemberId("n4");
  private final Asking asking = new Asking();

  private void ask(String method, String path, String body, MembershipRequest expected)
      throws Exception {
    assertThat(asking.ask(method, path, body, null).status()).isEqualTo(200);
    assertThat(asking.agent.members).last().isEqualTo(expected);
  }

  @Test
  void each_change_reaches_the_agent() throws Exception {
    ask(
        "POST",
        "/members",
        "{\"name\":\"n4\",\"address\":\"h:1\",\"observer\":true}",
        new MembershipRequest(Kind.ADD, N4, "h:1", true, false, null, null, BY));
    ask(
        "POST",
        "/members/replace",
        "{\"name\":\"n4\",\"address\":\"h:1\"}",
        new MembershipRequest(Kind.REPLACE, N4, "h:1", false, false, null, null, BY));
    ask(
        "POST",
        "/members/promote",
        "{\"name\":\"n4\"}",
        new MembershipRequest(Kind.PROMOTE, N4, null, false, false, null, null, BY));
    ask(
        "POST",
        "/members/join",
        "{\"name\":\"n4\",\"address\":\"h:1\",\"scope\":\"demo\",\"token\":\"t\"}",
        new MembershipRequest(Kind.JOIN, N4, "h:1", false, false, "demo", "t", BY));
    ask(
        "DELETE",
        "/members/n4?keep_running=true",
        "",
        new MembershipRequest(Kind.REMOVE, N4, null, false, true, null, null, BY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\": \"n4\"}                                    | a text as address",
        "{\"name\": \"n4\", \"address\": \"h\"}                | host:port",
        "{\"name\": \"n 4\", \"address\": \"h:1\"}             | must be 1 to 63",
        "{\"name\": \"n4\", \"address\": \"h:1\", \"vote\": 1} | found 'vote'",
      })
  void what_cannot_be_meant_is_refused(String body, String words) throws Exception {
    var response = asking.ask("POST", "/members", body, null);

    assertThat(response.status()).isEqualTo(400);
    assertThat(Asking.text(response)).contains(words);
    assertThat(asking.agent.members).isEmpty();
  }

  @Test
  void a_token_is_in_no_text_form() {
    var request = new MembershipRequest(Kind.JOIN, N4, "h:1", false, false, "demo", "hunter2", BY);
    assertThat(request.toString()).doesNotContain("hunter2");
  }
}
