package io.matriarch.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.lab.AgentConfig;
import io.matriarch.chaos.lab.AgentJvm;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Host;
import io.matriarch.chaos.lab.HostProcess;
import io.matriarch.chaos.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An agent that is told nonsense says all of it, ends with 2 and touches no data. */
@Scenarios
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadConfigurationIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private @Nullable Lab lab;
  private @Nullable AgentJvm jvm;

  @BeforeAll
  void make_a_host() {
    var made = new Lab(1, false);
    lab = made;
    jvm = new AgentJvm(made.classPath(), made.dir());
  }

  @AfterAll
  void take_down() {
    if (lab != null) {
      lab.close();
    }
  }

  @BeforeEach
  void lay_out_data_of_an_earlier_life() {
    host().run("bash", "-c", "rm -rf %1$s/*; mkdir -m 700 %1$s/pg %1$s/raft".formatted(dir()));
    host().run("bash", "-c", "echo 15 > %s/pg/PG_VERSION".formatted(dir()));
  }

  @Test
  void unreachable_programs_are_named() throws Exception {
    assertRefused(good().replaceFirst("bin_dir: .*", "bin_dir: /nowhere/bin"), "/nowhere/bin");
  }

  @Test
  void all_problems_are_said_at_once() throws Exception {
    String bad =
        good()
            .replace("restapi:", "restapy: {}\nrestapi:")
            .replaceFirst("ttl: 5", "ttl: much")
            .replace("name: n1", "name: stranger");

    assertRefused(bad, "restapy", "ttl", "stranger");
  }

  @Test
  void port_in_use_is_named() throws Exception {
    String script =
        """
        import socket, time
        s = socket.socket()
        s.bind(("", 8008))
        s.listen()
        print("listening", flush=True)
        time.sleep(60)
        """;
    Path log = dir().resolve("holder.log");
    HostProcess holder = host().start(List.of("python3", "-c", script), Map.of(), log);
    Await.untilTrue("the port is taken", LIMIT, () -> log.toFile().length() > 0);

    assertRefused(good(), "8008");

    holder.kill();
  }

  @Test
  void raft_directory_of_another_scope_is_named() throws Exception {
    String marker =
        "find %1$s/raft -name agent-raft.json | grep -q . && ! test -e %1$s/pg/postmaster.pid";
    host().run("rmdir", dir().resolve("raft").toString());
    HostProcess first = start(good(), "first.log");
    Await.untilTrue(
        "a Raft directory",
        LIMIT,
        () -> host().ask(LIMIT, "bash", "-c", marker.formatted(dir())).exitCode() == 0);
    first.kill();
    first.exitCode(LIMIT);

    assertRefused(good().replace("scope: lab", "scope: other"), "scope", "other");
  }

  private void assertRefused(String text, String... named) throws Exception {
    String before = listing();

    HostProcess agent = start(text, "refused.log");
    var exit = agent.exitCode(LIMIT);
    agent.kill();

    String said = Files.readString(agent.log());
    assertThat(exit).as("exit code; said: %s", said).hasValue(2);
    assertThat(said).contains(named);
    assertThat(listing()).isEqualTo(before);
  }

  private HostProcess start(String text, String log) throws IOException {
    var command = java.util.Objects.requireNonNull(jvm);
    Path file = config().write(text);
    Path output = dir().resolveSibling(log);
    Files.deleteIfExists(output);
    return host().start(command.command("run", file.toString()), Map.of(), output);
  }

  /** Every file of the data and Raft directories with its size and time. */
  private String listing() throws IOException {
    try (Stream<Path> files =
        Stream.concat(Files.walk(config().dataDir()), Files.walk(config().raftDir()))) {
      return files.sorted().map(BadConfigurationIT::line).collect(Collectors.joining("\n"));
    }
  }

  private static String line(Path file) {
    try {
      var time = Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
      return file + " " + (Files.isDirectory(file) ? 0 : Files.size(file)) + " " + time;
    } catch (IOException e) {
      return file + " " + e;
    }
  }

  private String good() {
    return config().text();
  }

  private AgentConfig config() {
    var peers = new TreeMap<>(Map.of("n1", host().address()));
    return new AgentConfig("lab", "n1", host().address(), dir(), peers);
  }

  private Path dir() {
    return host().dir();
  }

  private Host host() {
    return java.util.Objects.requireNonNull(lab).host("n1");
  }
}
