package io.matriarch.agent.config;

import io.matriarch.agent.postgres.LoginTls;
import io.matriarch.agent.script.Scripts;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The PostgreSQL server of this node.
 *
 * @param listen bound
 * @param connectAddress how clients and standbys reach it
 * @param dataDir its data directory
 * @param binDir of its programs
 * @param superuser for the agent's own work
 * @param replication for standbys
 * @param rewind for pg_rewind; the superuser unless set
 * @param parameters local defaults, below the dynamic ones
 * @param pgHba lines of pg_hba.conf
 * @param allowCommands parameters that run commands and may come from the dynamic configuration
 * @param scripts what the operator lets the agent run
 */
public record PostgresConfig(
    ListenAddress listen,
    HostPort connectAddress,
    Path dataDir,
    Path binDir,
    Account superuser,
    Account replication,
    Account rewind,
    SortedMap<String, String> parameters,
    List<String> pgHba,
    List<String> allowCommands,
    Scripts scripts) {
  public PostgresConfig {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    pgHba = List.copyOf(pgHba);
    allowCommands = List.copyOf(allowCommands);
  }

  /** A database user; an empty password means that none is sent. */
  public record Account(String username, Secret password, LoginTls tls) {}
}
