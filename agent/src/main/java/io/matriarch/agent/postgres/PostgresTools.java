package io.matriarch.agent.postgres;

import io.matriarch.agent.process.Niceness;
import io.matriarch.agent.process.Tool;
import io.matriarch.statemachine.model.Lsn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command lines of PostgreSQL's programs. Passwords reach them by file only. */
public final class PostgresTools {
  private static final String TOOL_NAME = "matriarch";
  private static final int KEEP_ALL_WAL_MEGABYTES = Integer.MAX_VALUE;
  private final PostgresSettings settings;
  private final Path passFile;

  public PostgresTools(PostgresSettings settings, Path passFile) {
    this.settings = settings;
    this.passFile = passFile;
  }

  /** {@code initdb} into {@code target}, with the superuser's password in {@code passwordFile}. */
  public Tool initdb(Path target, Path passwordFile) {
    var command = new ArrayList<String>();
    command.add(program("initdb"));
    command.add("--pgdata=" + target);
    command.add("--username=" + settings.logins().superuser().username());
    command.add("--pwfile=" + passwordFile);
    command.add("--auth=scram-sha-256");
    var options = settings.initdbOptions();
    if (options.stream().noneMatch(o -> o.startsWith("encoding"))) {
      command.add("--encoding=UTF8");
    }
    if (options.stream().noneMatch(o -> o.endsWith("data-checksums"))) {
      command.add("--data-checksums");
    }
    // Not known before version 18, where checksums are off unless asked for.
    options.stream()
        .filter(o -> !o.equals("no-data-checksums"))
        .forEach(o -> command.add("--" + o));
    // The locale of the agent's environment counts, so LC_ALL must not be set here.
    return new Tool(command, Map.of(), "");
  }

  /**
   * A stand-alone backend without any socket that runs {@code sql} and shuts down in order.
   *
   * @param config in place of the database's own configuration file; null for that one
   */
  public Tool standAlone(Path data, @Nullable Path config, String database, String sql) {
    var command =
        new ArrayList<>(List.of(program("postgres"), "--single", "-j", "-D", data.toString()));
    if (config != null) {
      command.addAll(List.of("-c", "config_file=" + config));
    }
    command.addAll(
        List.of(
            "-c",
            "exit_on_error=on",
            "-c",
            "log_min_error_statement=panic", // or a password would be in the log
            "-c",
            "log_statement=none",
            "-c",
            "password_encryption=scram-sha-256",
            database));
    return new Tool(command, Map.of("LC_ALL", "C"), sql);
  }

  /**
   * A server over a database that is not complete yet. What must hold whatever came with it stands
   * here: a restored {@code postgresql.auto.conf} wins over every file.
   */
  public List<String> temporary(Path data, Path config) {
    var command = new ArrayList<>(List.of(program("postgres"), "-D", data.toString()));
    for (var setting :
        List.of(
            "config_file=" + config,
            "listen_addresses=",
            "unix_socket_directories=" + config.getParent(),
            "port=" + settings.port(),
            "hba_file=" + config.resolveSibling("bootstrap.hba"),
            "hot_standby=off",
            "archive_mode=off",
            "primary_conninfo=",
            "synchronous_standby_names=")) {
      command.add("-c");
      command.add(setting);
    }
    return command;
  }

  /**
   * Crash recovery of a stopped database, to an orderly shutdown. pg_rewind would do it too, but by
   * its checkpoint it could remove the very WAL that pg_rewind reads next.
   */
  public Tool recover() {
    var command =
        List.of(
            program("postgres"),
            "--single",
            "-D",
            new DataFiles(settings.paths().data()).directory().toString(),
            "-c",
            "wal_keep_size=" + KEEP_ALL_WAL_MEGABYTES,
            "template1");
    return new Tool(command, Map.of("LC_ALL", "C"), "");
  }

  /**
   * With {@code --progress}.
   *
   * @param options the operator's, each with its dashes
   */
  public Tool baseBackup(Path target, HostPort source, List<String> options) {
    var arguments =
        new ArrayList<>(
            List.of(
                "--pgdata=" + target,
                "--format=plain",
                "--wal-method=stream",
                "--progress",
                "--no-password",
                "--dbname=" + source(source)));
    if (options.stream().noneMatch(o -> o.startsWith("--checkpoint"))) {
      arguments.add("--checkpoint=fast");
    }
    arguments.addAll(options);
    return tool("pg_basebackup", arguments.toArray(String[]::new));
  }

  /** How a copy is asked for from {@code server}; its password is in the password file. */
  public String source(HostPort server) {
    return conninfo(server, settings.logins().replication(), Map.of());
  }

  /** With {@code --progress}, whose lines tell whether it has begun to change anything. */
  public Tool rewind(HostPort source, boolean fetchFromArchive) {
    var login = settings.logins().rewind();
    var arguments =
        new ArrayList<>(
            List.of(
                "--target-pgdata=" + new DataFiles(settings.paths().data()).directory(),
                "--progress",
                "--source-server=" + conninfo(source, login, Map.of("dbname", "postgres"))));
    if (fetchFromArchive) {
      arguments.add("--restore-target-wal");
    }
    return tool("pg_rewind", arguments.toArray(String[]::new));
  }

  /**
   * Every record of one timeline, a line each.
   *
   * @param end where to stop; null to go on to the end of the WAL, which ends it with an error
   */
  Tool walDump(Path wal, int timeline, Lsn begin, @Nullable Lsn end) {
    var arguments =
        new ArrayList<>(List.of("--path=" + wal, "--timeline=" + timeline, "--start=" + begin));
    if (end != null) {
      arguments.add("--end=" + end);
    }
    return tool("pg_waldump", arguments.toArray(String[]::new));
  }

  public Tool controlData(Path data) {
    return tool("pg_controldata", data.toString());
  }

  /** The server itself. Its address stands here too, where no ALTER SYSTEM can change it. */
  public List<String> server() {
    var command = new ArrayList<>(Niceness.ordinary());
    command.add(program("postgres"));
    command.add("-D");
    command.add(new DataFiles(settings.paths().data()).directory().toString());
    ServerParameters.address(settings)
        .forEach(
            (name, value) -> {
              command.add("-c");
              command.add(name + "=" + value);
            });
    return command;
  }

  private String conninfo(HostPort server, Credentials login, Map<String, String> more) {
    var parts = Conninfo.to(server, login, passFile, TOOL_NAME);
    parts.putAll(more);
    return Conninfo.text(parts);
  }

  private Tool tool(String name, String... arguments) {
    var command = new ArrayList<String>();
    command.add(program(name));
    command.addAll(List.of(arguments));
    return new Tool(command, Map.of("LC_ALL", "C", "PGPASSFILE", passFile.toString()), "");
  }

  private String program(String name) {
    return settings.paths().bin().resolve(name).toString();
  }
}
