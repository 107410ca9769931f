package io.matriarch.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileChangeTest {
  private static final String FILE =
      """
      scope: demo
      name: n1
      restapi: {listen: "127.0.0.1:8008", authentication: {username: u, password: p1}}
      raft: {tls: off, advertise_address: "127.0.0.1:7008", data_dir: /d/raft, peers: {n1: "127.0.0.1:7008"}}
      postgresql:
        listen: 127.0.0.1:5432
        data_dir: /d/pg
        bin_dir: /d/bin
        authentication:
          superuser: {username: postgres, password: s1}
          replication: {username: replicator, password: s2}
        parameters: {work_mem: 4MB}
        pg_hba: [host all all all scram-sha-256]
      tags: {nosync: false}
      log: {level: INFO, format: plain}
      """;

  @Test
  void nothing_changes_where_the_file_is_the_same() {
    var change = FileChange.of(config(FILE), config(FILE));

    assertThat(change.taken()).isEmpty();
    assertThat(change.waiting()).isEmpty();
    assertThat(change.merged()).isEqualTo(config(FILE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nosync: false           | nosync: true              | tags",
        "level: INFO             | level: DEBUG              | log.level",
        "password: p1            | password: p2              | restapi.authentication",
        "restapi: {              | restapi: {allowlist: [10.0.0.0/8], | restapi.allowlist",
        "work_mem: 4MB           | work_mem: 8MB             | postgresql.parameters",
        "host all all all        | host all all ::1/128      | postgresql.pg_hba",
        "parameters:             | allow_commands: [archive_command]\\n  parameters: "
            + "| postgresql.allow_commands",
      })
  void these_change_while_the_agent_runs(String before, String after, String key) {
    var read = config(FILE.replace(before, after));
    var change = FileChange.of(config(FILE), read);

    assertThat(change.taken()).containsExactly(key);
    assertThat(change.waiting()).isEmpty();
    assertThat(change.merged()).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scope: demo             | scope: other              | scope",
        "127.0.0.1:8008          | 127.0.0.1:8009            | restapi.listen",
        "/d/raft                 | /e/raft                   | raft.data_dir",
        "/d/bin                  | /e/bin                    | postgresql.bin_dir",
        "/d/pg                   | /e/pg                     | postgresql.data_dir",
        "127.0.0.1:5432          | 127.0.0.1:5433            | postgresql.listen",
        "password: s2            | password: s3              | postgresql.authentication",
        "format: plain           | format: json              | log.format",
        "tags:                   | watchdog: {mode: automatic}\\ntags:            | watchdog",
        "tags:                   | run_dir: /r\\ntags:        | run_dir",
        "tags:                   | bootstrap: {dcs: {ttl: 9}}\\ntags:             | bootstrap",
      })
  void these_wait_for_a_restart_of_the_agent(String before, String after, String key) {
    var change = FileChange.of(config(FILE), config(FILE.replace(before, after)));

    assertThat(change.taken()).isEmpty();
    assertThat(change.waiting()).contains(key);
    assertThat(change.merged()).isEqualTo(config(FILE));
  }

  private static AgentConfig config(String text) {
    var parsed = ConfigFile.parse(text.replace("\\n", "\n"), "f", Map.of());
    assertThat(parsed).as(parsed.toString()).isInstanceOf(ParsedConfig.Valid.class);
    return ((ParsedConfig.Valid) parsed).config();
  }
}
