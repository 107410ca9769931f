package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made for other programs: shells, man, HAProxy. */
final class DescribingTest {
  private final FakeAgent agent = new FakeAgent().on("GET /cluster", 200, Clusters.HEALTHY);

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void completion_knows_every_command() {
    assertThat(new Run().of("completion").out())
        .contains("#!/usr/bin/env bash")
        .contains("switchover")
        .contains("--rollback")
        .contains("haproxy-config");
  }

  @Test
  void manual_pages_are_written_for_every_command(@TempDir Path folder) throws IOException {
    var ended = new Run().of("man", "--to", folder.toString());

    assertThat(ended.code()).isZero();
    assertThat(folder.resolve("matriarchctl.1")).exists();
    assertThat(Files.readString(folder.resolve("matriarchctl-restart.1")))
        .startsWith(".TH MATRIARCHCTL-RESTART 1\n.SH NAME\n")
        .contains("\\fB\\-\\-rolling\\fR")
        .doesNotContain("${");
  }

  @Test
  void haproxy_is_told_every_member_with_its_agent() {
    var text = Run.at(agent).of("haproxy-config", "--bind", "127.0.0.1", "--max-lag", "16MB").out();
    var port = agent.url().replaceAll(".*:", "");

    assertThat(text)
        .contains("bind 127.0.0.1:5000")
        .contains("option httpchk OPTIONS /primary")
        .contains("option httpchk OPTIONS /replica?lag=16MB")
        .contains("    server n1 10.0.0.1:5432 check port " + port + "\n")
        .contains("on-marked-down shutdown-sessions");
  }

  @Test
  void haproxy_checks_over_tls_where_agents_speak_it() {
    var secure =
        new FakeAgent()
            .on(
                "GET /cluster",
                200,
                Clusters.HEALTHY.replace("THIS_AGENT", "https://10.0.0.9:8008"));
    var text = Run.at(secure).of("haproxy-config", "--ca-file", "/etc/ca.pem").out();
    secure.close();

    assertThat(text).contains("check port 8008 check-ssl verify required ca-file /etc/ca.pem");
  }

  @Test
  void query_wants_one_thing_to_run() {
    assertThat(Run.at(agent).of("query").code()).isEqualTo(ExitCode.USAGE);
    assertThat(Run.at(agent).of("query", "--command", "x", "--psql", "/nowhere/psql").err())
        .contains("/nowhere/psql cannot be run");
  }
}
