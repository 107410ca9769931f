package io.matriarch.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OtherManagersTest {
  @TempDir private Path data;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/usr/bin/python3 /usr/bin/patroni /etc/patroni.yml",
        "python3 -m patroni /etc/patroni.yml",
        "/opt/venv/bin/python3.12 -u -X dev /opt/venv/bin/patroni /etc/patroni.yml",
        "python3 /opt/patroni/patroni.py postgres0.yml",
        "python3 /usr/lib/python3/dist-packages/patroni/__main__.py /etc/patroni.yml",
        "patroni /etc/patroni.yml",
        "/bin/sh /usr/local/bin/patroni",
        "/usr/lib/postgresql/15/bin/repmgrd -f /etc/repmgr.conf",
        "/usr/bin/pg_autoctl run",
        "/usr/local/bin/stolon-keeper --cluster-name c --data-dir /srv",
        "/usr/bin/python3 /usr/bin/pgconsul"
      })
  void manager_is_known_by_what_its_command_line_starts(String line) {
    assertThat(OtherManagers.name(List.of(line.split(" ")))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vi /etc/patroni/patroni.yml",
        "ls -l /etc/patroni",
        "patronictl -c /etc/patroni.yml list",
        "python3 /usr/bin/patronictl list",
        "postgres: patroni: postgres postgres [local] idle",
        "java -cp patroni.jar",
        ""
      })
  void what_only_names_one_is_none(String line) {
    assertThat(OtherManagers.name(List.of(line.split(" ")))).isEmpty();
  }

  /** Any process of the host can have such a command line. */
  @Test
  void process_without_any_word_is_none() throws Exception {
    var process = new ProcessBuilder("/bin/bash", "-c", "exec -a '' cat").start();
    try {
      var line = Path.of("/proc", "" + process.pid(), "cmdline");
      Awaitility.await().until(() -> Files.readString(line).equals("\0"));

      assertThat(OtherManagers.of(data)).noneMatch(m -> m.pid() == process.pid());
    } finally {
      process.destroy();
      process.waitFor(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void one_that_runs_as_the_owner_of_the_data_is_found_with_its_number() throws Exception {
    // The shell waits for its standard input under the name of the script.
    var script = Files.writeString(data.resolve("patroni"), "read line\n");
    var process = new ProcessBuilder("/bin/sh", script.toString()).start();
    try {
      assertThat(OtherManagers.of(data))
          .anySatisfy(m -> assertThat(m.pid()).isEqualTo((int) process.pid()));
    } finally {
      process.destroy();
      process.waitFor(5, TimeUnit.SECONDS);
    }
  }
}
