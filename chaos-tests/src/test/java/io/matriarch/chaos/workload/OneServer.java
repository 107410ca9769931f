package io.matriarch.chaos.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** PostgreSQL alone on loopback, without any agent or network of its own. */
final class OneServer implements AutoCloseable {
  static final Path BIN_DIR =
      Path.of(System.getProperty("lab.bin_dir", "/usr/lib/postgresql/15/bin"));

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path dir;
  private final int port;
  private final Process server;

  OneServer(Path dir) throws IOException, InterruptedException {
    this.dir = dir;
    this.port = freePort();
    if (root()) {
      run("chown", "-R", "postgres", dir.toString());
      run("chmod", "755", dir.toString());
    }
    Path data = dir.resolve("data");
    run(asPostgres(bin("initdb"), "-D", data.toString(), "-A", "trust", "-U", "postgres", "-N"));
    Files.writeString(
        data.resolve("postgresql.conf"),
        "listen_addresses = '127.0.0.1'\nport = %d\nunix_socket_directories = '%s'\nfsync = off\n"
            .formatted(port, dir),
        StandardOpenOption.APPEND);
    server = begin(asPostgres(bin("postgres"), "-D", data.toString()));
  }

  Doors doors() {
    return new PgDoors(
        new PgDoors.Address(
            new TreeMap<>(Map.of("alone", "127.0.0.1:" + port)),
            Optional.empty(),
            "postgres",
            "",
            "postgres"));
  }

  private static String bin(String program) {
    return BIN_DIR.resolve(program).toString();
  }

  private static boolean root() {
    return System.getProperty("user.name").equals("root");
  }

  /** Servers refuse to run as root. */
  private static String[] asPostgres(String... command) {
    List<String> all = new ArrayList<>();
    if (root()) {
      all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    all.addAll(List.of(command));
    return all.toArray(String[]::new);
  }

  private Process begin(String... command) throws IOException {
    return new ProcessBuilder(command)
        .directory(dir.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve("log").toFile()))
        .start();
  }

  private void run(String... command) throws IOException, InterruptedException {
    var process = begin(command);
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(
          String.join(" ", command) + ": " + Files.readString(dir.resolve("log"), UTF_8));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    server.destroy();
    try {
      if (!server.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
    } catch (InterruptedException e) {
      server.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
