package io.matriarch.agent.postgres;

import io.matriarch.agent.script.Bootstrap;
import io.matriarch.agent.script.Scripts;
import io.matriarch.statemachine.model.MemberId;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * This node's own PostgreSQL settings. Parameters and access rules may change while the agent runs,
 * nothing else.
 *
 * @param name the member: application name of its WAL receiver and the server's cluster_name
 * @param listenHosts for listen_addresses; {@code *} for all
 * @param port to listen on
 * @param connectAddress where others reach it
 * @param paths directories
 * @param logins the roles the agent uses
 * @param parameters local defaults, below the cluster's dynamic parameters
 * @param pgHba lines for pg_hba.conf; empty allows every role with a password from everywhere
 * @param initdbOptions without the dashes, for example {@code data-checksums} or {@code
 *     encoding=UTF8}; checksums and UTF8 are the default ({@code no-data-checksums} for none)
 * @param allowedCommands parameters that run commands and may come from the cluster all the same
 * @param scope name of the cluster
 * @param scripts what the operator lets the agent run
 * @param bootstrap how the first database of the cluster is made
 */
public record PostgresSettings(
    MemberId name,
    List<String> listenHosts,
    int port,
    HostPort connectAddress,
    Paths paths,
    Logins logins,
    SortedMap<String, String> parameters,
    List<String> pgHba,
    List<String> initdbOptions,
    Set<String> allowedCommands,
    String scope,
    Scripts scripts,
    Bootstrap bootstrap) {
  /**
   * Directories.
   *
   * @param data the data directory; it or its parent must be ours to write
   * @param bin where postgres, initdb, pg_basebackup, pg_rewind and pg_controldata are
   * @param run for the socket, the password file and the server's log; may be lost at a reboot
   * @param state for the mark of an unfinished rewind; must survive a reboot, and must not lie
   *     within {@code data}, where pg_rewind would remove it
   */
  public record Paths(Path data, Path bin, Path run, Path state) {}

  /**
   * The roles the agent logs in as.
   *
   * @param superuser for probes and commands
   * @param replication for WAL receivers and base backups
   * @param rewind for pg_rewind; may be the superuser
   */
  public record Logins(Credentials superuser, Credentials replication, Credentials rewind) {}

  /** Without any command of the operator's. */
  public PostgresSettings(
      MemberId name,
      List<String> listenHosts,
      int port,
      HostPort connectAddress,
      Paths paths,
      Logins logins,
      SortedMap<String, String> parameters,
      List<String> pgHba,
      List<String> initdbOptions) {
    this(
        name,
        listenHosts,
        port,
        connectAddress,
        paths,
        logins,
        parameters,
        pgHba,
        initdbOptions,
        Set.of(),
        "cluster",
        Scripts.NONE,
        Bootstrap.INITDB);
  }

  public PostgresSettings {
    allowedCommands = Set.copyOf(allowedCommands);
    listenHosts = withOneThatNeedsNoNameService(listenHosts);
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    pgHba = List.copyOf(pgHba);
    initdbOptions = List.copyOf(initdbOptions);
    if (listenHosts.isEmpty()) {
      throw new IllegalArgumentException("PostgreSQL must listen on at least one host");
    }
  }

  /**
   * An agent that knows its own server by a name alone could not reach it while names are not
   * found, and would take it for dead.
   */
  private static List<String> withOneThatNeedsNoNameService(List<String> hosts) {
    return !hosts.isEmpty() && hosts.stream().allMatch(HostPort::isName)
        ? Stream.concat(hosts.stream(), Stream.of("127.0.0.1")).toList()
        : List.copyOf(hosts);
  }

  /**
   * Where the agent itself connects: loopback if the server listens there, else its first address.
   */
  public HostPort localAddress() {
    for (var host : listenHosts) {
      if (host.equals("*") || host.equals("0.0.0.0") || host.equals("localhost")) {
        return new HostPort("127.0.0.1", port);
      }
      if (host.equals("::")) {
        return new HostPort("::1", port);
      }
    }
    var addresses = listenHosts.stream().filter(h -> !HostPort.isName(h)).toList();
    var loopback =
        addresses.stream().filter(h -> h.startsWith("127.") || h.equals("::1")).findFirst();
    return new HostPort(loopback.orElse(addresses.getFirst()), port);
  }
}
