package io.matriarch.chaos.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the package's script after its installation calls; every program it calls is a fake. */
class PostinstTest {
  private static final Path SCRIPT =
      Path.of(Files.isDirectory(Path.of("packaging")) ? "packaging" : "../packaging")
          .resolve("debian/control/postinst")
          .toAbsolutePath();
  private static final String ASKED =
      "matriarchctl -c /etc/matriarch/matriarch.yml agent restart --here --force --timeout 45";
  private static final String KILLED =
      "systemctl kill --kill-who=main --signal=KILL matriarch.service";

  @TempDir Path folder;

  /** An agent that runs as process 11, and what becomes of the request to end. */
  private PostinstTest agent(boolean active, int code, String said, int pidAfter)
      throws IOException {
    return agents(active ? "matriarch.service loaded active running" : "", code, said, pidAfter);
  }

  /** Several; what list-units says. */
  private PostinstTest agents(String units, int code, String said, int pidAfter)
      throws IOException {
    Files.createDirectories(folder.resolve("root/run/systemd/system"));
    for (var quiet : List.of("getent", "dpkg-statoverride", "chown", "adduser")) {
      fake(quiet, "");
    }
    fake("nice", "shift 2; exec \"$@\"");
    fake(
        "systemctl",
        """
        case "$*" in
        *list-units*) printf '%s\\n' ;;
        *MainPID*) if grep -q ^matriarchctl "$CALLS"; then echo %d; else echo 11; fi ;;
        esac
        """
            .formatted(units, pidAfter));
    fake("matriarchctl", "echo '%s'; exit %d".formatted(said, code));
    return this;
  }

  private void fake(String name, String body) throws IOException {
    var program = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(
        program, "#!/bin/sh\necho \"%s $*\" >>\"$CALLS\"\n%s\n".formatted(name, body));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String configured(String... before) throws Exception {
    Files.writeString(folder.resolve("calls"), "");
    var command = new ProcessBuilder("sh", SCRIPT.toString(), "configure");
    command.command().addAll(List.of(before));
    command.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    command.environment().put("CALLS", folder.resolve("calls").toString());
    command.environment().put("DPKG_ROOT", folder.resolve("root").toString());
    var script = command.redirectErrorStream(true).start();
    var said = new String(script.getInputStream().readAllBytes());
    assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(script.exitValue()).as(said).isZero();
    return said;
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(folder.resolve("calls"));
  }

  @Test
  void a_first_installation_starts_nothing() throws Exception {
    agent(true, 0, "", 12).configured("");

    assertThat(calls()).contains("systemctl --system daemon-reload");
    assertThat(calls()).noneMatch(c -> c.matches(".* (start|restart|enable|kill) .*|matri.*"));
  }

  @Test
  void an_upgrade_has_the_agent_end_by_itself_with_a_longer_lease() throws Exception {
    var said = agent(true, 0, "Success: agent of n1 restarted in 3100 ms", 12).configured("0.1");

    assertThat(said).contains("matriarch: Success: agent of n1 restarted");
    assertThat(calls()).contains(ASKED).doesNotContain(KILLED);
    assertThat(calls()).noneMatch(c -> c.matches("systemctl .*(stop|restart) .*"));
  }

  @Test
  void an_agent_that_cannot_be_asked_is_killed_and_the_operator_told() throws Exception {
    var said = agent(true, 3, "refused, nothing changed: nobody is primary", 11).configured("0.1");

    assertThat(said)
        .contains("did not end by itself: refused, nothing changed: nobody is primary")
        .contains("before the lease ends");
    assertThat(calls()).containsSubsequence(ASKED, KILLED);
  }

  /** With one of three down the primary renews its lease by this one's vote. */
  @ParameterizedTest
  @ValueSource(strings = {"no majority is left", "reset the host"})
  void an_agent_that_the_primary_needs_is_left_alone(String why) throws Exception {
    var said = agent(true, 3, "refused: without it " + why, 11).configured("0.1");

    assertThat(calls()).contains(ASKED).doesNotContain(KILLED);
    assertThat(said)
        .contains("was not restarted: refused: without it " + why)
        .contains("matriarchctl -c /etc/matriarch/matriarch.yml agent restart --here");
  }

  /** Else it would not know them, and kill. */
  @Test
  void the_script_knows_the_words_of_the_agent() throws Exception {
    var agent = SCRIPT.resolveSibling("../../../agent/src/main/java/io/matriarch/agent");

    assertThat(Files.readString(agent.resolve("loop/Relaunch.java")))
        .contains("no majority is left");
    assertThat(Files.readString(agent.resolve("app/DeviceWatchdog.java")))
        .contains("reset the host");
  }

  @Test
  void a_new_agent_that_is_slow_is_not_killed() throws Exception {
    var said = agent(true, 1, "failed: it is not back in the Raft group", 12).configured("0.1");

    assertThat(said).contains("is not well yet: failed: it is not back in the Raft group");
    assertThat(calls()).contains(ASKED).doesNotContain(KILLED);
  }

  @Test
  void an_upgrade_asks_the_agent_of_each_cluster_by_its_own_file() throws Exception {
    var units = "matriarch.service loaded active\\nmatriarch@bank.service loaded active";
    agents(units, 3, "refused", 11).configured("0.1");

    assertThat(calls())
        .containsSubsequence(
            ASKED,
            KILLED,
            ASKED.replace("matriarch.yml", "bank.yml"),
            KILLED.replace("matriarch.service", "matriarch@bank.service"));
  }

  @Test
  void an_agent_that_does_not_run_is_left_alone() throws Exception {
    agent(false, 0, "", 12).configured("0.1");

    assertThat(calls()).doesNotContain(ASKED, KILLED);
  }
}
