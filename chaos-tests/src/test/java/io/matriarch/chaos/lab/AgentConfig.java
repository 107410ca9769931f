package io.matriarch.chaos.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * One node's configuration file, as text that a test may change before it is written.
 *
 * @param address of the node, without port
 * @param dir holds everything of the node
 * @param peers who forms the group; where it is not among them, it joins by the first one's API
 * @param dcs what a new cluster's dynamic configuration has besides the timers
 * @param ports the same on all nodes of a cluster
 */
public record AgentConfig(
    String scope,
    String name,
    String address,
    Path dir,
    SortedMap<String, String> peers,
    String dcs,
    Ports ports) {
  public static final String PASSWORD = "secret";
  public static final int REST_PORT = 8008;
  public static final int RAFT_PORT = 7008;
  public static final int SQL_PORT = 5432;

  /** Where the parts of a node listen. */
  public record Ports(int rest, int raft, int sql) {
    static final Ports USUAL = new Ports(REST_PORT, RAFT_PORT, SQL_PORT);
  }

  public AgentConfig(
      String scope, String name, String address, Path dir, SortedMap<String, String> peers) {
    this(scope, name, address, dir, peers, "");
  }

  public AgentConfig(
      String scope,
      String name,
      String address,
      Path dir,
      SortedMap<String, String> peers,
      String dcs) {
    this(scope, name, address, dir, peers, dcs, Ports.USUAL);
  }

  public String rest() {
    return address + ":" + ports.rest();
  }

  public String sql() {
    return address + ":" + ports.sql();
  }

  public Path dataDir() {
    return dir.resolve("pg");
  }

  public Path raftDir() {
    return dir.resolve("raft");
  }

  public String text() {
    return """
    scope: %1$s
    name: %2$s
    restapi:
      listen: %3$s:%4$d
      connect_address: %3$s:%4$d
    raft:
      bind_address: %3$s:%5$d
      advertise_address: %3$s:%5$d
      data_dir: %6$s
      tls: "off"
      join_token_file: %14$s
      %7$s
    postgresql:
      listen: %3$s:%8$d
      connect_address: %3$s:%8$d
      data_dir: %9$s
      bin_dir: %10$s
      authentication:
        superuser: {username: postgres, password: %11$s}
        replication: {username: replicator, password: %11$s}
      # Passwords of test clients would cost the two cores more than what is measured.
      pg_hba:
        - host replication replicator 10.77.0.0/24 scram-sha-256
        - host all all 10.77.0.0/24 trust
      parameters:
        max_connections: 60
        shared_buffers: 64MB
    bootstrap:
      dcs: {ttl: 5, loop_wait: 1, retry_timeout: 2%15$s}
      initdb: [data-checksums, {encoding: UTF8}, {locale: C.UTF-8}]
    watchdog: {mode: "off"}
    log: {level: %12$s, format: plain}
    run_dir: %13$s
    """
        .formatted(
            scope,
            name,
            address,
            ports.rest(),
            ports.raft(),
            raftDir(),
            members(),
            ports.sql(),
            dataDir(),
            Prerequisites.BIN_DIR,
            PASSWORD,
            System.getProperty("lab.log.level", "INFO"),
            dir.resolve("run"),
            token(),
            dcs.isEmpty() ? "" : ", " + dcs);
  }

  private Path token() {
    return dir.resolve("join.token");
  }

  private String members() {
    var first = peers.get(peers.firstKey());
    return peers.containsKey(name) && peers.containsValue(address)
        ? peers.entrySet().stream()
            .map(peer -> peer.getKey() + ": " + peer.getValue() + ":" + ports.raft())
            .collect(Collectors.joining(", ", "peers: {", "}"))
        : "join: [\"%s:%d\"]".formatted(first, ports.rest());
  }

  /** Writes the file that the agent is started with, readable by user postgres only. */
  public Path write(String text) {
    Path file = dir.resolve(name + ".yml");
    try {
      Files.writeString(file, text);
      Files.writeString(token(), "let me in\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Shell.run("chown", "postgres:postgres", file.toString(), token().toString());
    Shell.run("chmod", "600", file.toString(), token().toString());
    return file;
  }
}
