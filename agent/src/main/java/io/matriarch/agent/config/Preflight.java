package io.matriarch.agent.config;

import io.matriarch.agent.guard.WatchdogMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether this host can do what a configuration says. Looks only: it changes no file and connects
 * to nobody. Blocks for some ten milliseconds, at most for five seconds, while {@code postgres
 * --version} answers.
 */
public final class Preflight {
  /** What fits into {@code sun_path} with its final zero byte. */
  private static final int SOCKET_PATH_BYTES = 107;

  private static final int ROOT = 0;

  private final AgentConfig config;
  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final DistributionClusters distribution =
      new DistributionClusters(DistributionClusters.ROOT);

  private Preflight(ParsedConfig.Valid parsed) {
    this.config = parsed.config();
    this.file = parsed.file();
  }

  /**
   * Programs, directories, files, devices and the user; also while an agent runs here. Empty is
   * good.
   */
  public static List<Problem> host(ParsedConfig.Valid parsed) {
    var preflight = new Preflight(parsed);
    preflight.checkHost();
    return List.copyOf(preflight.problems);
  }

  /** Whether the ports can be bound: only before the agent has bound them itself. Empty is good. */
  public static List<Problem> ports(ParsedConfig.Valid parsed) {
    var preflight = new Preflight(parsed);
    preflight.checkPorts();
    return List.copyOf(preflight.problems);
  }

  private void checkHost() {
    directory("raft.data_dir", config.raft().dataDir());
    directory("run_dir", config.runDir());
    var tls = config.raft().tls();
    if (tls != null) {
      readable("raft.tls.cert_file", tls.certFile());
      readable("raft.tls.key_file", tls.keyFile());
      readable("raft.tls.ca_file", tls.caFile());
    }
    var token = config.raft().joinTokenFile();
    if (token != null && JoinToken.read(token).isEmpty()) {
      problem(
          "raft.join_token_file", token + ", which holds no token", "a readable file of one line");
    }
    watchdog();
    var postgresql = config.postgresql();
    if (postgresql != null) {
      user();
      certificates("replication", postgresql.replication());
      certificates("rewind", postgresql.rewind());
      PostgresBinaries.check(postgresql.binDir(), this::problem);
      DataDirectoryCheck.check(postgresql.dataDir(), this::problem);
      distribution.check(postgresql.dataDir(), this::problem);
      separate("raft.data_dir", config.raft().dataDir(), postgresql.dataDir());
      separate("run_dir", config.runDir(), postgresql.dataDir());
      socket(postgresql.listen().port());
    }
  }

  private void checkPorts() {
    port("restapi.listen", config.restApi().listen());
    port("raft.bind_address", config.raft().bindAddress());
    var postgresql = config.postgresql();
    if (postgresql != null && !PortCheck.serverRunsIn(postgresql.dataDir())) {
      for (var host : postgresql.listen().hosts()) {
        int port = postgresql.listen().port();
        port("postgresql.listen", new HostPort(host, port), distribution.ownerOf(port));
      }
    }
  }

  private void port(String path, HostPort address) {
    port(path, address, "");
  }

  private void port(String path, HostPort address, String owner) {
    PortCheck.whyNot(address)
        .ifPresent(
            why ->
                problem(
                    path,
                    "'%s': %s".formatted(address, why),
                    "an address of this host whose port is free"
                        + (owner.isEmpty() ? "; each cluster on it has ports of its own" : owner)));
  }

  private void directory(String path, Path directory) {
    var existing = directory;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
      problem(
          path,
          "%s, where %s is no writable directory".formatted(directory, existing),
          "a directory that the agent's user can make and write to");
    }
  }

  private void separate(String path, Path directory, Path dataDir) {
    if (directory.startsWith(dataDir)) {
      problem(
          path,
          directory.toString(),
          "a directory outside postgresql.data_dir %s, which a clone replaces".formatted(dataDir));
    }
  }

  private void certificates(String account, PostgresConfig.Account login) {
    var path = "postgresql.authentication." + account;
    readable(path + ".sslrootcert", login.tls().trusted());
    readable(path + ".sslcert", login.tls().certificate());
    readable(path + ".sslkey", login.tls().key());
  }

  private void readable(String path, @Nullable Path wanted) {
    if (wanted == null) {
      return;
    }
    if (!Files.isRegularFile(wanted) || !Files.isReadable(wanted)) {
      problem(path, "%s, which cannot be read".formatted(wanted), "a readable PEM file");
    }
  }

  private void watchdog() {
    var device = config.watchdog().device();
    if (config.watchdog().mode() == WatchdogMode.REQUIRED && !Files.isWritable(device)) {
      problem(
          "watchdog.device",
          "%s, which %s"
              .formatted(device, Files.exists(device) ? "cannot be written to" : "does not exist"),
          "a watchdog device that the agent's user can write to, since watchdog.mode is required");
    }
  }

  private void socket(int port) {
    var socket = config.runDir().resolve(".s.PGSQL." + port).toString();
    int bytes = socket.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > SOCKET_PATH_BYTES) {
      problem(
          "run_dir",
          "%d bytes for the socket %s".formatted(bytes, socket),
          "at most %d bytes: choose a shorter run_dir".formatted(SOCKET_PATH_BYTES));
    }
  }

  private void user() {
    try {
      if (Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid
          && uid == ROOT) {
        problem(
            "(user)",
            "root",
            "the user that owns the data directory: PostgreSQL refuses to run as root");
      }
    } catch (IOException | UnsupportedOperationException e) {
      problem("(user)", "no /proc/self", "Linux with /proc mounted");
    }
  }

  private void problem(String path, String found, String expected) {
    problems.add(new Problem(file, path, found, expected));
  }

  /** Takes one problem: path, found, expected. */
  @FunctionalInterface
  interface Report {
    void problem(String path, String found, String expected);
  }
}
