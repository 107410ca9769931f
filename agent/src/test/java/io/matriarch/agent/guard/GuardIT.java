package io.matriarch.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.matriarch.statemachine.model.Epoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("it")
class GuardIT {
  private static final Epoch E3 = new Epoch(3);

  /** A shell on a machine with much else to do. */
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path temp;
  private Path dataDir;
  private Path runDir;
  private ServerStandIn server;
  private GuardProcess guard;

  @BeforeEach
  void start() throws IOException {
    // A path as an operator may choose it.
    dataDir = Files.createDirectories(temp.resolve("my data")).toRealPath();
    runDir = temp.resolve("my run");
    server = ServerStandIn.start(dataDir, temp);
    guard = new GuardProcess(dataDir, runDir);
  }

  @AfterEach
  void stop() {
    guard.disarm();
    server.close();
  }

  @Test
  void server_dies_before_the_deadline_and_not_long_before() throws Exception {
    Undisturbed.judge(
        () -> {
          anew();
          long deadline = in(3000);

          guard.arm(E3, deadline);

          assertThat(server.diesWithin(Duration.ofSeconds(5))).isTrue();
          long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
          assertThat(leftMillis).as("ms left at death").isBetween(0L, 450L);
        });
    awaitNoGuard();
    assertThat(runDir.resolve("guard.log")).content().contains("fired: epoch 3");
  }

  @Test
  void every_process_of_the_server_dies_and_no_other() throws IOException {
    var other = Files.createDirectories(temp.resolve("other"));
    try (var child = ServerStandIn.start(dataDir, temp);
        var stranger = ServerStandIn.start(other, temp)) {
      guard.arm(E3, in(2500));

      assertThat(server.diesWithin(Duration.ofSeconds(5))).isTrue();
      assertThat(child.diesWithin(Duration.ofSeconds(5))).isTrue();
      awaitNoGuard();
      assertThat(stranger.isAlive()).isTrue();
    }
  }

  @Test
  void stopped_server_is_killed() throws Exception {
    Undisturbed.judge(
        () -> {
          anew();
          server.stop();
          long deadline = in(3000);

          guard.arm(E3, deadline);

          assertThat(server.diesWithin(Duration.ofSeconds(5))).isTrue();
          assertThat(System.nanoTime() - deadline).isNegative();
        });
  }

  /** It may be done before it was asked whether it counts. */
  @Test
  void deadline_in_the_past_kills_at_once() throws Exception {
    Undisturbed.judge(
        () -> {
          anew();
          try {
            guard.arm(E3, in(-5000));
          } catch (GuardException e) {
            assertThat(e).hasMessageContaining("fired: epoch 3");
          }

          assertThat(server.diesWithin(Duration.ofSeconds(1))).isTrue();
        });
  }

  @Test
  void feeding_moves_the_deadline() {
    guard.arm(E3, in(3000));

    assertThat(guard.feed(E3, in(6000))).isTrue();

    assertThat(server.diesWithin(Duration.ofMillis(3500))).isFalse();
    assertThat(server.diesWithin(Duration.ofSeconds(6))).isTrue();
  }

  @Test
  void held_guard_counts_again_after_the_next_feed() {
    guard.arm(E3, in(3000));

    assertThat(guard.hold(E3)).isTrue();

    assertThat(server.diesWithin(Duration.ofMillis(3500))).isFalse();
    assertThat(guard.inherited().orElseThrow().deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(guard.feed(E3, in(700))).isTrue();
    assertThat(server.diesWithin(Duration.ofSeconds(6))).isTrue();
  }

  @Test
  void disarmed_guard_ends_and_kills_nobody() {
    guard.arm(E3, in(3000));

    guard.disarm();

    awaitNoGuard();
    assertThat(server.diesWithin(Duration.ofMillis(3200))).isFalse();
    assertThat(guard.feed(E3, in(1000))).isFalse();
  }

  @Test
  void messages_of_an_older_epoch_and_garbage_change_nothing() {
    guard.arm(E3, in(3500));
    var pipe = GuardPipe.open(RunningGuard.of(dataDir).getFirst()).orElseThrow();

    for (var message :
        List.of(
            "deadline 2 999999999999",
            "hold 2",
            "disarm 2",
            "deadline 3",
            "disarm",
            "x",
            "deadline 4 -1",
            "deadline 4 $(id)",
            "hold 3 3 3",
            "y".repeat(3000))) {
      assertThat(pipe.send(message)).isTrue();
    }

    var answer = pipe.ask(Duration.ofSeconds(1)).orElseThrow();
    assertThat(answer.state()).isEqualTo("counting");
    assertThat(answer.epoch()).isEqualTo(3);
    pipe.close();
    assertThat(guard.feed(new Epoch(2), in(9000))).isFalse();
    assertThat(server.diesWithin(Duration.ofSeconds(6))).isTrue();
  }

  @Test
  void flood_of_messages_does_not_put_off_the_deadline() throws Exception {
    Undisturbed.judge(
        () -> {
          anew();
          long deadline = in(3000);
          guard.arm(E3, deadline);
          var pipe = GuardPipe.open(RunningGuard.of(dataDir).getFirst()).orElseThrow();

          while (server.isAlive() && deadline - System.nanoTime() > 0) {
            pipe.send("garbage");
          }

          assertThat(server.diesWithin(Duration.ofMillis(300))).isTrue();
          pipe.close();
        });
  }

  @Test
  void guard_outlives_its_agent_and_the_next_agent_takes_it_over() throws Exception {
    var java = ProcessHandle.current().info().command().orElseThrow();
    var agent =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED",
                AgentThatDies.class.getName(),
                dataDir.toString(),
                runDir.toString(),
                "3",
                "9000")
            .inheritIO()
            .start();
    assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.exitValue()).isEqualTo(137);
    var running = RunningGuard.of(dataDir);
    assertThat(running).hasSize(1);

    await().atMost(SOON).until(() -> guard.inherited().isPresent());
    var inherited = guard.inherited().orElseThrow();

    assertThat(inherited.epoch()).isEqualTo(E3);
    assertThat(inherited.deadlineNanos() - in(0)).isBetween(1_000_000_000L, 9_000_000_000L);
    assertThat(guard.feed(E3, in(6000))).as("fed without another word").isTrue();
    guard.arm(new Epoch(4), in(2000));
    assertThat(RunningGuard.of(dataDir)).isEqualTo(running);
    assertThat(guard.inherited().orElseThrow().epoch()).isEqualTo(new Epoch(4));
    assertThat(server.diesWithin(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void nothing_is_inherited_where_no_guard_runs() {
    assertThat(guard.inherited()).isEmpty();
  }

  @Test
  void killed_guard_is_noticed_and_replaced() {
    guard.arm(E3, in(5000));
    var first = RunningGuard.of(dataDir).getFirst();
    ServerStandIn.signal("KILL", first.pid());

    await().atMost(SOON).until(() -> !guard.feed(E3, in(5000)));

    assertThat(guard.inherited()).isEmpty();
    guard.arm(E3, in(2500));
    assertThat(RunningGuard.of(dataDir)).hasSize(1).doesNotContain(first);
    assertThat(server.diesWithin(Duration.ofSeconds(6))).isTrue();
  }

  @Test
  void stopped_guard_is_noticed_and_replaced() {
    guard.arm(E3, in(5000));
    var first = RunningGuard.of(dataDir).getFirst();
    ServerStandIn.signal("STOP", first.pid());

    await().atMost(SOON).until(() -> !guard.feed(E3, in(5000)));

    guard.arm(E3, in(5000));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(RunningGuard.of(dataDir)).hasSize(1).doesNotContain(first));
    assertThat(guard.feed(E3, in(5000))).isTrue();
  }

  /** One that fires or is stopped is all that there is between a server and its writes. */
  @Test
  void next_agent_ends_no_guard_that_does_not_answer() {
    guard.arm(E3, in(5000));
    var first = RunningGuard.of(dataDir).getFirst();
    ServerStandIn.signal("STOP", first.pid());
    await().atMost(SOON).until(() -> !first.isAwake());

    var next = new GuardProcess(dataDir, runDir);
    assertThat(next.inherited()).isEmpty();
    assertThat(next.exists()).isTrue();
    assertThat(RunningGuard.of(dataDir)).containsExactly(first);
  }

  @Test
  void signals_that_end_an_agent_do_not_end_its_guard() {
    guard.arm(E3, in(3500));
    var pid = RunningGuard.of(dataDir).getFirst().pid();

    for (var signal : List.of("TERM", "INT", "HUP", "QUIT", "PIPE")) {
      ServerStandIn.signal(signal, pid);
    }

    assertThat(server.diesWithin(Duration.ofSeconds(6))).isTrue();
  }

  /** An alarm that came before the read it was for left one guard in thirty deaf. */
  @Test
  void every_guard_of_many_answers() {
    for (int i = 0; i < 100; i++) {
      guard.arm(E3, in(60_000));
      guard.disarm();
    }

    awaitNoGuard();
  }

  @Test
  void guard_of_another_version_is_replaced() throws Exception {
    var old = new GuardScript().writeTo(runDir).resolveSibling("matriarch-guard-old.sh");
    Files.copy(new GuardScript().writeTo(runDir), old);
    startByHand(old);
    await().atMost(SOON).until(() -> guard.inherited().isPresent());

    guard.arm(new Epoch(4), in(5000));

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(RunningGuard.of(dataDir))
                    .singleElement()
                    .extracting(RunningGuard::script)
                    .isEqualTo(new GuardScript().fileName()));
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void second_guard_for_the_same_data_is_refused() throws Exception {
    guard.arm(E3, in(5000));

    var second = startByHand(new GuardScript().writeTo(runDir));

    assertThat(second.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(3);
    assertThat(RunningGuard.of(dataDir)).hasSize(1);
  }

  @Test
  void missing_data_directory_is_an_error_that_names_it() {
    var nowhere = new GuardProcess(temp.resolve("nowhere"), runDir);

    assertThatThrownBy(() -> nowhere.arm(E3, in(1000)))
        .isInstanceOf(GuardException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void server_dies_also_where_its_directory_was_renamed() throws IOException {
    guard.arm(E3, in(3000));

    Files.move(dataDir, temp.resolve("renamed"));

    assertThat(server.diesWithin(Duration.ofSeconds(6))).isTrue();
  }

  /** For what is tried again: the server of the trial before is dead. */
  private void anew() {
    guard.disarm();
    server.close();
    server = ServerStandIn.start(dataDir, temp);
  }

  private void awaitNoGuard() {
    await().atMost(SOON).until(() -> RunningGuard.of(dataDir).isEmpty());
  }

  private Process startByHand(Path script) throws IOException {
    return new ProcessBuilder(
            "setsid",
            "bash",
            "-p",
            script.toString(),
            dataDir.toString(),
            "3",
            Long.toString(BootTime.millisOf(in(9000))))
        .redirectError(ProcessBuilder.Redirect.appendTo(runDir.resolve("guard.log").toFile()))
        .start();
  }

  private static long in(long millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
