package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RestartingTest {
  private static final String DONE = "{\"outcome\":\"done\",\"message\":\"restarted\"}";

  private final FakeAgent agent =
      new FakeAgent()
          .on("GET /cluster", 200, Clusters.HEALTHY)
          .on("POST /restart", 200, DONE)
          .on("POST /reload", 200, DONE)
          .on("POST /reinitialize", 200, DONE)
          .on("POST /switchover", 200, "{\"outcome\":\"done\",\"message\":\"n2 is primary\"}");

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void all_members_are_restarted_standbys_first() {
    var ended = Run.at(agent).of("restart", "demo", "--force");

    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .isEqualTo(
            """
            Success: restart on member n2
            Success: restart on member n3
            Success: restart on member n1
            """);
  }

  @Test
  void only_who_is_meant_is_restarted_on_the_terms_given() {
    Run.at(agent).of("restart", "demo", "n3", "--pending", "--timeout", "90s", "--force");
    Run.at(agent).of("restart", "-r", "primary", "--scheduled", "2037-01-01T00:00Z", "--force");

    assertThat(agent.writes())
        .extracting(FakeAgent.Request::body)
        .containsExactly(
            "{\"restart_pending\":true,\"timeout\":\"90s\"}",
            "{\"schedule\":\"2037-01-01T00:00Z\"}");
  }

  @Test
  void without_consent_or_with_an_unknown_name_nothing_is_sent() {
    assertThat(Run.at(agent).input("n\n").of("restart", "n2").code()).isEqualTo(ExitCode.REFUSED);
    assertThat(Run.at(agent).of("restart", "n9", "--force").code()).isEqualTo(ExitCode.REFUSED);
    assertThat(agent.writes()).isEmpty();
  }

  @Test
  void a_rolling_restart_takes_the_primary_last_and_through_a_switchover() {
    var ended = Run.at(agent).of("restart", "--rolling", "--force");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(agent.writes())
        .extracting(FakeAgent.Request::line)
        .containsExactly("POST /restart", "POST /restart", "POST /switchover");
    assertThat(ended.out()).endsWith("All 3 restarted\n");
  }

  @Test
  void what_is_lowered_is_lowered_on_the_primary_first_and_in_place() {
    var waiting =
        Clusters.HEALTHY.replace(
            "\"kind\":\"database\"",
            "\"kind\":\"database\",\"pending_restart\":true,\"pending_restart_reason\":"
                + "{\"max_connections\":{\"old_value\":\"200\",\"new_value\":\"100\"}}");
    var lowering =
        new FakeAgent()
            .on("GET /cluster", 200, waiting.replace("\"pending_restart\":true,\n", ""))
            .on("POST /restart", 200, DONE);

    var ended = Run.at(lowering).of("restart", "--rolling", "--force");
    lowering.close();

    assertThat(ended.out()).contains("n1 is restarted where it stands: what is lowered");
    assertThat(lowering.writes()).extracting(FakeAgent.Request::line).containsOnly("POST /restart");
    assertThat(ended.code()).isZero();
  }

  @Test
  void a_member_that_cannot_be_reached_from_here_is_asked_by_way_of_another() {
    var near =
        new FakeAgent()
            .on("GET /cluster", 200, Clusters.HEALTHY.replace("THIS_AGENT", FakeAgent.nobody()))
            .on(
                "POST /restart?member=n2",
                202,
                "{\"outcome\":\"running\",\"operation_id\":\"restart-7\",\"message\":\"\"}")
            .on(
                "GET /operations/restart-7?member=n2",
                200,
                "{\"outcome\":\"done\",\"detail\":\"restarted\"}");

    var ended = Run.at(near).of("restart", "n2", "--force");
    near.close();

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEqualTo("Success: restart on member n2\n");
  }

  @Test
  void a_rolling_restart_stops_at_the_first_that_fails() {
    var broken = new FakeAgent().on("GET /cluster", 200, Clusters.HEALTHY);
    broken.on("POST /restart", 503, "{\"detail\":\"no\",\"outcome\":\"refused\"}");

    var ended = Run.at(broken).of("restart", "--rolling", "--force");
    broken.close();

    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(broken.writes()).hasSize(1);
  }

  @Test
  void reload_and_reinit_go_to_the_members() {
    assertThat(Run.at(agent).of("reload", "n2", "--force").out())
        .isEqualTo("Success: reload of member n2\n");
    var changing =
        new FakeAgent()
            .on("GET /cluster", 200, Clusters.HEALTHY)
            .on("POST /reload", 200, "{\"message\":\"reloaded; changed here: tags\"}");
    assertThat(Run.at(changing).of("reload", "n2", "--force").out())
        .isEqualTo("Success: reload of member n2; changed here: tags\n");
    changing.close();
    assertThat(Run.at(agent).of("reinit", "--force").code()).isEqualTo(ExitCode.REFUSED);
    assertThat(Run.at(agent).of("reinit", "demo", "n2", "--force", "--wait").out())
        .isEqualTo("Success: reinitialize for member n2\nAll follow the primary\n");
  }

  @Test
  void flush_strikes_out_what_is_scheduled() {
    var later =
        new FakeAgent()
            .on(
                "GET /cluster",
                200,
                Clusters.HEALTHY.replace(
                    "\"scope\"",
                    "\"scheduled_switchover\":{\"at\":\"2037-01-01T00:00:00.000+00:00\","
                        + "\"from\":\"n1\",\"to\":null},\"scope\""))
            .on("DELETE /switchover", 200, DONE);

    assertThat(Run.at(later).of("list").out())
        .contains(" Switchover scheduled at: 2037-01-01T00:00:00.000+00:00 from: n1");
    var ended = Run.at(later).of("flush", "demo", "switchover", "--force");
    later.close();

    assertThat(ended.out()).isEqualTo("Success: scheduled switchover deleted\n");
    assertThat(Run.at(agent).of("flush", "demo", "restart", "--force").code())
        .isEqualTo(ExitCode.REFUSED);
    assertThat(Run.at(agent).of("flush", "demo", "--force").code()).isEqualTo(ExitCode.USAGE);
  }
}
