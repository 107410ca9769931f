package io.matriarch.agent.postgres;

import io.matriarch.agent.process.PostgresProcesses;
import io.matriarch.agent.process.ProcessId;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.node.DataDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The server in this node's data directory, started by somebody else, and what is done to it. */
public final class Adoptee {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** The operator may have all statements logged; these are nobody's to read. */
  private static final List<String> SILENT =
      List.of(
          "log_statement = 'none'",
          "log_min_duration_statement = -1",
          "log_min_duration_sample = -1",
          "log_transaction_sample_rate = 0",
          "log_min_error_statement = 'panic'");

  private final PostgresSettings settings;
  private final DataFiles files;
  private final Connections connections;

  public Adoptee(PostgresSettings settings) {
    this.settings = settings;
    this.files = new DataFiles(settings.paths().data());
    this.connections = new Connections(settings);
  }

  /** Its postmaster; empty where none runs. */
  public Optional<ProcessId> postmaster() {
    return PidFile.read(files.pidFile())
        .filter(p -> p.pid() > 1)
        .flatMap(p -> PostgresProcesses.in(files.directory(), p.pid()));
  }

  /** Asks it, as the agent will. */
  public RunningServer ask(ClusterConfig config) throws SQLException {
    try (var connection = connections.open(LIMIT)) {
      return RunningServer.read(connection, settings, config);
    }
  }

  /** Why the programs in {@code bin_dir} do not understand the database; empty where they do. */
  public Optional<String> whyUnreadable() {
    var tools = new PostgresTools(settings, new ConfigFiles(settings).passFile());
    DataDirectory found;
    try {
      found = new DataInspector(settings, tools).look();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
    return switch (found) {
      case DataDirectory.Usable u -> Optional.empty();
      case DataDirectory.Unusable u -> Optional.of(u.trouble());
      case DataDirectory.Unfinished u -> Optional.of("an earlier " + u.what() + " did not finish");
      case DataDirectory.Empty e -> Optional.of("the data directory is empty");
    };
  }

  /** Why nobody could stream from {@code server} as the replication role; empty where one can. */
  public Optional<String> whyNoStream(HostPort server) {
    try {
      connections.knockAsReplica(server);
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Makes roles. No commit of it waits for a standby, and nothing of it is in the server's log. */
  public void run(List<MissingRoles.Statement> statements) throws SQLException {
    try (var connection = connections.open(LIMIT);
        var statement = connection.createStatement()) {
      for (var silence : SILENT) {
        statement.execute("SET " + silence);
      }
      for (var one : statements) {
        statement.execute(one.sql());
      }
    }
  }

  /**
   * What an agent noted here before somebody else took over is stale: nobody may take it for what
   * the server does now. The parameters stay, since the server may read them until the agent writes
   * others.
   */
  public void forgetEarlierAgent() throws IOException {
    if (Files.exists(files.ownConfig())) {
      var kept = TextFile.read(files.ownConfig()).lines().filter(l -> !l.startsWith("#")).toList();
      TextFile.write(files.ownConfig(), String.join("\n", kept) + "\n");
    }
  }

  /** The lines of {@code pg_hba.conf} that say something. */
  public List<String> accessLines(RunningServer server) throws IOException {
    var file = Path.of(server.setting("hba_file"));
    return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
        .map(String::strip)
        .filter(l -> !l.isEmpty() && !l.startsWith("#"))
        .toList();
  }

  /** True where the running server reads the agent's {@code pg_hba.conf}. */
  public boolean readsOurAccess(RunningServer server) throws IOException {
    var file = Path.of(server.setting("hba_file"));
    return Files.exists(files.hba()) && Files.isSameFile(file, files.hba());
  }
}
