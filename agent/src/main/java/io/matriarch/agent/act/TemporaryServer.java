package io.matriarch.agent.act;

import io.matriarch.agent.postgres.PidFile;
import io.matriarch.agent.postgres.TemporaryConfig;
import io.matriarch.agent.process.ProcessId;
import io.matriarch.agent.process.Signal;
import io.matriarch.agent.script.Bootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A server over a database that is not complete yet: reached through a socket in the agent's own
 * directory alone, where nobody but its user can come.
 */
final class TemporaryServer {
  private static final Duration RECOVERY_LIMIT = Duration.ofDays(2);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

  private final Workbench bench;
  private final Permit permit;
  private final Path data;
  private final Path run;
  private final Path log;

  TemporaryServer(Workbench bench, Permit permit, Path data) {
    this.bench = bench;
    this.permit = permit;
    this.data = data;
    this.run = bench.settings().paths().run().toAbsolutePath();
    this.log = run.resolve("bootstrap.log");
  }

  /** What is done while it runs; its address is a connection string. */
  @FunctionalInterface
  interface Work {
    void with(String address) throws IOException, InterruptedException;
  }

  /** Takes a restored database through its recovery, to an orderly shutdown as a primary. */
  void recover(Bootstrap plan) throws IOException, InterruptedException {
    var signal = data.resolve("recovery.signal");
    if (!plan.keepsRecoveryConf()) {
      Files.deleteIfExists(data.resolve("standby.signal"));
      Files.deleteIfExists(signal);
      if (!plan.recovery().isEmpty()) {
        Files.createFile(signal);
      }
    } else if (Files.exists(data.resolve("standby.signal"))) {
      throw new IOException(
          "the command left a standby.signal, and a standby never ends its recovery: have it write"
              + " recovery.signal, or leave keep_existing_recovery_conf out");
    }
    Files.deleteIfExists(data.resolve("postmaster.pid"));
    var parameters = new TreeMap<>(plan.recovery());
    if (!plan.keepsRecoveryConf()) {
      parameters.putIfAbsent("recovery_target_action", "promote");
    }
    run(plan.keepsRecoveryConf(), parameters, address -> {});
  }

  /** Starts it, does {@code work}, stops it in order. */
  void with(boolean ownConfig, Work work) throws IOException, InterruptedException {
    run(ownConfig, new TreeMap<>(), work);
  }

  private void run(boolean ownConfig, SortedMap<String, String> more, Work work)
      throws IOException, InterruptedException {
    var config = TemporaryConfig.write(bench.settings(), data, ownConfig, more);
    var builder = new ProcessBuilder(bench.tools().temporary(data, config));
    builder.environment().keySet().removeIf(k -> k.startsWith("PG"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    var server = builder.start();
    try {
      permit.await(RECOVERY_LIMIT, () -> !server.isAlive() || isReady());
      if (!server.isAlive() || !isReady()) {
        throw new IOException("the server did not come through its recovery" + seeLog());
      }
      work.with(address());
      stop(server);
    } finally {
      if (server.isAlive()) {
        var family = server.descendants().toList();
        server.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        server.waitFor(5, TimeUnit.SECONDS);
      }
    }
  }

  /** A hot standby would be ready too, and this one is told to be none. */
  private boolean isReady() {
    return PidFile.read(data.resolve("postmaster.pid")).filter(PidFile::isReady).isPresent();
  }

  private String address() {
    var settings = bench.settings();
    return "postgres:///postgres?host=%s&port=%d&user=%s"
        .formatted(run, settings.port(), settings.logins().superuser().username());
  }

  private void stop(Process server) throws IOException, InterruptedException {
    ProcessId.of(server.pid()).ifPresent(id -> id.signal(Signal.INT));
    if (!permit.await(STOP_LIMIT, () -> !server.isAlive()) || server.exitValue() != 0) {
      throw new IOException("the server did not stop in order" + seeLog());
    }
  }

  private String seeLog() {
    return "; %s says why".formatted(log);
  }
}
