package io.matriarch.chaos.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** PostgreSQL on a host without any agent, to try the lab itself. */
final class PlainServer {
  static final String PASSWORD = "secret";
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private final Host host;
  private final Path data;

  PlainServer(Host host) {
    this.host = host;
    this.data = host.dir().resolve("plain");
  }

  void create() {
    Path password = host.dir().resolve("password");
    write(password, PASSWORD + "\n");
    Shell.run("chmod", "644", password.toString());
    host.run(
        bin("initdb"),
        "-D",
        data.toString(),
        "-U",
        "postgres",
        "-A",
        "scram-sha-256",
        "--pwfile=" + password,
        "--locale=C.UTF-8",
        "--no-sync");
    append(data.resolve("pg_hba.conf"), "host all all 10.77.0.0/24 scram-sha-256\n");
    append(
        data.resolve("postgresql.conf"),
        """
        listen_addresses = '*'
        shared_buffers = 16MB
        unix_socket_directories = '/run/postgresql'
        cluster_name = '%s'
        """
            .formatted(host.name()));
  }

  HostProcess start() {
    var server =
        host.start(
            List.of(bin("postgres"), "-D", data.toString()),
            Map.of(),
            host.dir().resolve("postgres.log"));
    Await.untilTrue(
        "PostgreSQL of " + host.name() + " answers",
        START_LIMIT,
        () ->
            host.ask(START_LIMIT, bin("pg_isready"), "-q", "-h", "/run/postgresql").exitCode()
                == 0);
    return server;
  }

  private static String bin(String program) {
    return Prerequisites.BIN_DIR.resolve(program).toString();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
