package io.matriarch.agent.guard;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A process named postgres whose working directory is a data directory, as the guard looks for it.
 */
final class ServerStandIn implements AutoCloseable {
  private final Process process;

  private ServerStandIn(Process process) {
    this.process = process;
  }

  static ServerStandIn start(Path dataDir, Path programs) {
    try {
      var postgres = programs.resolve("postgres");
      if (!Files.exists(postgres)) {
        Files.copy(Path.of("/bin/sleep"), postgres, StandardCopyOption.COPY_ATTRIBUTES);
      }
      var process =
          new ProcessBuilder(postgres.toString(), "60").directory(dataDir.toFile()).start();
      var comm = Path.of("/proc", Long.toString(process.pid()), "comm");
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> Files.readString(comm).equals("postgres\n"));
      return new ServerStandIn(process);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  boolean diesWithin(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void stop() {
    signal("STOP", process.pid());
  }

  /** Sends a signal by the name that kill knows. */
  static void signal(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
