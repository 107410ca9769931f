package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MemberTest {
  private static final String DONE = "{\"outcome\":\"done\",\"message\":\"so it is\"}";

  private final FakeAgent agent = new FakeAgent();

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void members_are_listed_with_votes_and_addresses() {
    agent.on(
        "GET /members",
        200,
        """
        {"scope":"demo","members":[
        {"name":"n1","raft_id":"n1-1","raft_address":"h:1","role":"voter","leader":true,"kind":"database"},
        {"name":"n4","raft_id":"n4-1","raft_address":"h:4","role":"observer","leader":false,"kind":"observer"}]}
        """);

    var ended = Run.at(agent).of("member", "list", "-f", "tsv");

    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("n1\tdatabase\tyes\th:1\tleader")
        .contains("n4\tobserver\tno\th:4\tfollower");
  }

  @Test
  void members_come_and_go_by_command() {
    agent
        .on("POST /members", 200, DONE)
        .on("POST /members/replace", 200, DONE)
        .on("POST /members/promote", 200, DONE)
        .on("DELETE /members/n4", 200, DONE);

    assertThat(Run.at(agent).of("member", "add", "n4", "--address", "h:4").out())
        .isEqualTo("so it is\n");
    Run.at(agent).of("member", "add", "n5", "--address", "h:5", "--observer");
    Run.at(agent).of("member", "replace", "n3", "--address", "h:9", "--force");
    Run.at(agent).of("member", "promote", "n5");
    assertThat(Run.at(agent).of("member", "remove", "n4", "--force").code()).isZero();

    assertThat(agent.writes())
        .extracting(FakeAgent.Request::body)
        .containsExactly(
            "{\"name\":\"n4\",\"address\":\"h:4\"}",
            "{\"name\":\"n5\",\"address\":\"h:5\",\"observer\":true}",
            "{\"name\":\"n3\",\"address\":\"h:9\"}",
            "{\"name\":\"n5\"}",
            "");
  }

  @Test
  void a_refusal_says_why_and_nothing_is_sent_without_consent() {
    agent.on(
        "DELETE /members/n1",
        412,
        "{\"outcome\":\"refused\",\"detail\":\"n1 is the primary: switch over first\"}");

    var ended = Run.at(agent).of("member", "remove", "n1", "--force");
    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ended.err()).contains("switch over first");
    assertThat(Run.at(agent).of("member", "remove", "n1").code()).isEqualTo(ExitCode.REFUSED);
    assertThat(Run.at(agent).of("member").code()).isEqualTo(ExitCode.USAGE);
    assertThat(agent.writes()).hasSize(1);
  }
}
