package io.matriarch.ctl.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A cluster that is to be.
 *
 * @param scope its name
 * @param nodes all members of its Raft group
 * @param witnesses names of those that hold no data
 * @param ports the same on every node
 * @param dataDir of PostgreSQL, on the nodes
 * @param binDir of PostgreSQL's programs, on the nodes
 * @param passwords of PostgreSQL's users
 */
public record NewCluster(
    String scope,
    List<NewNode> nodes,
    Set<String> witnesses,
    Ports ports,
    Path dataDir,
    Path binDir,
    Passwords passwords) {
  public NewCluster {
    nodes = List.copyOf(nodes);
    witnesses = Set.copyOf(witnesses);
  }

  /** Where each node listens. */
  public record Ports(int api, int raft, int postgres) {}

  /** One for each user; the same on every node, since roles are replicated. */
  public record Passwords(String superuser, String replication, String rewind) {
    @Override
    public String toString() {
      return "***";
    }
  }

  /**
   * The configuration file of {@code node}. Whatever comes from outside is quoted: a node may be
   * called {@code on}.
   */
  String configurationOf(NewNode node) {
    var text = new StringBuilder();
    text.append(
        """
        # Node %1$s of cluster %2$s, made by matriarch init. It holds passwords: mode 0640, root:postgres.
        # All keys: /usr/share/doc/matriarch/configuration.md
        scope: "%2$s"
        name: "%1$s"
        restapi:
          listen: "%3$s"
          connect_address: "%3$s"
          certfile: /etc/matriarch/node.crt
          keyfile: /etc/matriarch/node.key
          cafile: /etc/matriarch/ca.crt
          # Health checks need no certificate; changes need one that ca.crt vouches for.
          verify_client: optional
        raft:
          advertise_address: "%4$s"
          data_dir: /var/lib/matriarch/raft
          peers:
        """
            .formatted(node.name(), scope, node.at(ports.api()), node.at(ports.raft())));
    for (var peer : nodes) {
      text.append("    \"%s\": \"%s\"\n".formatted(peer.name(), peer.at(ports.raft())));
    }
    text.append(
        """
          tls:
            cert_file: /etc/matriarch/node.crt
            key_file: /etc/matriarch/node.key
            ca_file: /etc/matriarch/ca.crt
        """);
    if (!witnesses.contains(node.name())) {
      text.append(postgresqlOf(node));
    }
    return text.append("run_dir: /run/matriarch\n").toString();
  }

  private String postgresqlOf(NewNode node) {
    return """
    postgresql:
      listen: "%1$s"
      connect_address: "%1$s"
      data_dir: "%2$s"
      bin_dir: "%3$s"
      authentication:
        superuser: {username: postgres, password: "%4$s"}
        replication: {username: replicator, password: "%5$s"}
        rewind: {username: rewind_user, password: "%6$s"}
      parameters:
        max_connections: 100
        shared_buffers: 128MB
    bootstrap:
      initdb:
        - data-checksums
        - encoding: UTF8
        - locale: C.UTF-8
    """
        .formatted(
            node.at(ports.postgres()),
            dataDir,
            binDir,
            passwords.superuser(),
            passwords.replication(),
            passwords.rewind());
  }
}
