package io.matriarch.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.matriarch.statemachine.model.Epoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("it")
class RealServerGuardIT {
  private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");
  private static final Epoch E1 = new Epoch(1);

  @TempDir Path temp;

  @Test
  void real_server_and_all_its_children_are_gone_before_the_deadline() throws Exception {
    assumeTrue(Files.isExecutable(BIN.resolve("postgres")), "no PostgreSQL 15 on this machine");
    var dataDir = initialized();
    Undisturbed.judge(() -> diesInTime(dataDir));
  }

  private void diesInTime(Path dataDir) throws Exception {
    Files.deleteIfExists(dataDir.resolve("postmaster.pid"));
    var server =
        asServerUser(
                BIN.resolve("postgres").toString(),
                "-D",
                dataDir.toString(),
                "-c",
                "listen_addresses=",
                "-c",
                "unix_socket_directories=" + dataDir)
            .directory(dataDir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("server.log").toFile())
            .start();
    try {
      await().atMost(Duration.ofSeconds(20)).until(() -> serverProcesses(dataDir).size() >= 5);
      long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();

      new GuardProcess(dataDir, temp.resolve("run")).arm(E1, deadline);

      assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
      // Asked without a pause: what is measured is shorter than the usual one between two looks.
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(2))
          .until(() -> serverProcesses(dataDir).isEmpty());
      assertThat(System.nanoTime() - deadline).as("ns after the deadline").isNegative();
    } finally {
      server.destroyForcibly();
    }
  }

  private Path initialized() throws Exception {
    var dataDir = Files.createDirectory(temp.resolve("pg data"));
    if (isRoot()) {
      run(new ProcessBuilder("chmod", "0755", temp.toString()));
      run(new ProcessBuilder("chown", "postgres", dataDir.toString()));
    }
    run(
        asServerUser(
            BIN.resolve("initdb").toString(),
            "-D",
            dataDir.toString(),
            "-N",
            "-A",
            "trust",
            "--locale=C"));
    return dataDir.toRealPath();
  }

  private static void run(ProcessBuilder command) throws Exception {
    var process = command.redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }

  /** PostgreSQL refuses to run as root. */
  private static ProcessBuilder asServerUser(String... command) throws IOException {
    var words = new ArrayList<String>();
    if (isRoot()) {
      words.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
    }
    words.addAll(List.of(command));
    var builder = new ProcessBuilder(words);
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  private static List<Path> serverProcesses(Path dataDir) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(p -> p.getFileName().toString().matches("\\d+"))
          .filter(p -> runsIn(p, dataDir))
          .toList();
    }
  }

  private static boolean runsIn(Path process, Path dataDir) {
    try {
      return Files.readString(process.resolve("comm")).equals("postgres\n")
          && Files.isSameFile(process.resolve("cwd"), dataDir);
    } catch (IOException e) {
      return false;
    }
  }
}
