package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfiguringTest {
  private static final String CONFIG =
      "{\"postgresql\":{\"parameters\":{\"fsync\":\"on\",\"work_mem\":\"4MB\"}},\"ttl\":5}";

  private final FakeAgent agent =
      new FakeAgent()
          .on("GET /cluster", 200, Clusters.HEALTHY)
          .on("GET /config", 200, CONFIG)
          .on("PUT /config", 200, CONFIG)
          .on("PATCH /config", 200, CONFIG);

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void show_config_prints_yaml_that_reads_back_the_same() {
    assertThat(Run.at(agent).of("show-config").out())
        .isEqualTo(
            """
            postgresql:
              parameters:
                fsync: "on"
                work_mem: 4MB
            ttl: 5
            """);
  }

  @Test
  void edit_config_shows_the_change_and_sets_it_over_the_version_shown() {
    var ended = Run.at(agent).input("y\n").of("edit-config", "-s", "ttl=7", "-p", "work_mem=null");

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("-     work_mem: 4MB\n- ttl: 5\n+ ttl: 7\n");
    assertThat(agent.writes())
        .containsExactly(
            new FakeAgent.Request(
                "PUT /config",
                "{\"postgresql\":{\"parameters\":{\"fsync\":\"on\"}},\"ttl\":7}",
                "\"7\""));
  }

  @Test
  void a_kept_version_is_shown_as_a_change_and_brought_back() {
    agent.on("GET /config/history/3", 200, "{\"ttl\":9}");
    var ended = Run.at(agent).input("y\n").of("edit-config", "--rollback", "3");

    assertThat(ended.out()).contains("- ttl: 5\n").contains("+ ttl: 9\n");
    assertThat(agent.writes())
        .containsExactly(new FakeAgent.Request("PUT /config", "{\"ttl\":9}", "\"7\""));
  }

  @Test
  void a_version_that_is_not_kept_is_no_change() {
    var ended = Run.at(agent).of("edit-config", "--rollback", "99", "--force");

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(agent.writes()).isEmpty();
    assertThat(Run.at(agent).of("edit-config", "--rollback", "3", "-s", "ttl=1").code())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void versions_are_listed_with_who_changed_what() {
    agent.on(
        "GET /config/history",
        200,
        """
        [{"version":2,"by":"alice","at":"2026-11-20T08:00:00.000+00:00","config":{"ttl":5}},
         {"version":3,"by":"bob","config":{"postgresql":{"parameters":{"work_mem":"8MB"}}}}]
        """);
    var ended = Run.at(agent).of("history", "--config", "-f", "tsv");

    assertThat(ended.out())
        .contains("2\t2026-11-20T08:00:00.000+00:00\talice\tttl=5")
        .contains("3\t\tbob\tpostgresql.parameters.work_mem=8MB, ttl removed");
  }

  @Test
  void edit_config_that_changes_nothing_sends_nothing() {
    var ended = Run.at(agent).of("edit-config", "-s", "ttl=5", "--force");

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).isEqualTo("Not changed\n");
    assertThat(agent.writes()).isEmpty();
  }

  @Test
  void edit_config_without_consent_sends_nothing() {
    var ended = Run.at(agent).input("n\n").of("edit-config", "-s", "ttl=7");

    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(agent.writes()).isEmpty();
  }

  @Test
  void edit_config_takes_what_the_editor_leaves(@TempDir Path folder) throws IOException {
    var editor = folder.resolve("editor");
    Files.writeString(editor, "sed -i 's/ttl: 5/ttl: 9/' \"$1\"\n");

    var ended = Run.at(agent).env("EDITOR", "sh " + editor).of("edit-config", "-q", "--force");

    assertThat(ended.out()).isEqualTo("Configuration changed\n");
    assertThat(agent.writes().getFirst().body()).contains("\"ttl\":9");
  }

  @Test
  void edit_config_sends_nothing_after_an_editor_that_failed() {
    var ended = Run.at(agent).env("EDITOR", "false").of("edit-config", "--force");

    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ended.err()).contains("the editor false ended with code 1: set EDITOR");
    assertThat(agent.writes()).isEmpty();
  }

  @Test
  void edit_config_merges_or_replaces_by_a_file() {
    Run.at(agent).input("ttl: null\npause: true\n").of("edit-config", "--apply", "-", "--force");
    Run.at(agent).input("ttl: 8\n").of("edit-config", "--replace", "-", "--force");

    assertThat(agent.writes())
        .extracting(FakeAgent.Request::body)
        .containsExactly(
            "{\"postgresql\":{\"parameters\":{\"fsync\":\"on\",\"work_mem\":\"4MB\"}},"
                + "\"pause\":true}",
            "{\"ttl\":8}");
  }

  @Test
  void text_that_is_no_configuration_is_refused_here() {
    var ended = Run.at(agent).input("- a\n- b\n").of("edit-config", "--replace", "-", "--force");

    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ended.err()).contains("expected keys with values, found ARRAY");
  }

  @Test
  void invalid_values_are_named_with_their_place() {
    var strict = new FakeAgent().on("GET /config", 200, CONFIG);
    strict.on(
        "PUT /config",
        400,
        """
        {"detail":"the configuration is not valid; nothing was changed","outcome":"refused",
         "problems":[{"pointer":"/ttl","found":"1","expected":"2 to 300"}]}
        """);

    var ended = Run.at(strict).of("edit-config", "-s", "ttl=1", "-q", "--force");
    strict.close();

    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ended.err()).contains("/ttl: found 1, expected 2 to 300");
  }

  @Test
  void what_would_be_refused_is_not_even_asked_about() {
    agent.on(
        "POST /config/check",
        400,
        """
        {"detail":"the configuration is not valid; nothing was changed","outcome":"refused",
         "problems":[{"pointer":"/ttl","found":"1","expected":"2 to 300"}]}
        """);

    var ended = Run.at(agent).input("y\n").of("edit-config", "-s", "ttl=1");

    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ended.out()).contains("+ ttl: 1").doesNotContain("Apply these changes?");
    assertThat(ended.err()).contains("/ttl: found 1, expected 2 to 300");
    assertThat(agent.writes()).isEmpty();
  }

  @Test
  void what_changes_is_coloured_for_a_person() {
    var ended = Run.at(agent).interactive().input("n\n").of("edit-config", "-s", "ttl=7");

    assertThat(ended.out()).contains("\033[31m- ttl: 5\033[0m").contains("\033[32m+ ttl: 7");
  }

  @Test
  void show_config_speaks_every_format() {
    assertThat(Run.at(agent).of("show-config", "-f", "json").out()).contains("\"ttl\": 5");
    assertThat(Run.at(agent).of("show-config", "-f", "tsv").out())
        .isEqualTo(
            "Key\tValue\npostgresql.parameters.fsync\ton\n"
                + "postgresql.parameters.work_mem\t4MB\nttl\t5\n");
  }

  @Test
  void pause_and_resume_change_one_key() {
    var ended = Run.at(agent).of("pause");
    var paused =
        new FakeAgent().on("GET /cluster", 200, Clusters.PAUSED).on("PATCH /config", 200, "{}");
    var resumed = Run.at(paused).of("resume");
    paused.close();

    assertThat(ended.out()).isEqualTo("Success: cluster management is paused\n");
    assertThat(agent.writes().getFirst().body()).isEqualTo("{\"pause\":true}");
    assertThat(resumed.out()).isEqualTo("Success: cluster management is resumed\n");
    assertThat(paused.writes().getFirst().body()).isEqualTo("{\"pause\":null}");
  }

  @Test
  void pause_waits_until_it_is_seen_where_asked_to() {
    agent.on("GET /cluster", 200, Clusters.HEALTHY).on("GET /cluster", 200, Clusters.PAUSED);

    assertThat(Run.at(agent).of("pause", "--wait").code()).isZero();
    assertThat(agent.requests()).hasSize(4);
  }

  @Test
  void resume_of_a_cluster_that_is_not_paused_is_refused() {
    var ended = Run.at(agent).of("resume");

    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ended.err()).contains("Cluster is not paused");
    assertThat(agent.writes()).isEmpty();
  }

  @Test
  void lost_answer_to_a_change_ends_with_4() {
    var mute = new FakeAgent().on("GET /cluster", 200, Clusters.HEALTHY).losing("PATCH /config");

    assertThat(Run.at(mute).of("pause").code()).isEqualTo(ExitCode.UNKNOWN);
    mute.close();
  }
}
