package io.matriarch.ctl.command;

import io.matriarch.ctl.setup.NewCluster;
import io.matriarch.ctl.setup.NewNode;
import io.matriarch.ctl.setup.NodeFolders;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The files of a new cluster. */
@Command(
    name = "init",
    description = {
      "Makes the files of a new cluster, on any machine: a folder for each node with its"
          + " configuration, passwords and certificates, and prints how to bring them there.",
      "Changes nothing but the folder; also run as: matriarch init"
    })
final class InitVerb extends Verb {
  private static final int PASSWORD_BYTES = 18;
  private static final int HIGHEST_PORT = 65_535;

  @Option(
      names = "--nodes",
      required = true,
      paramLabel = "NAME=HOST,...",
      description = "All nodes, each with a name or address that the others reach it by.")
  private String nodes = "";

  @Option(
      names = "--witness",
      paramLabel = "NAME",
      description = "A node of these that votes and holds no data; may be repeated.")
  private List<String> witnesses = new ArrayList<>();

  @Option(
      names = "--scope",
      paramLabel = "NAME",
      defaultValue = "main",
      description = "Name of the cluster (default: ${DEFAULT-VALUE}).")
  private String scope = "main";

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "nodes",
      description = "Where the folders go; must be empty or missing (default: ${DEFAULT-VALUE}).")
  private Path dir = Path.of("nodes");

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "/var/lib/matriarch/pg",
      description = "PostgreSQL's data directory on the nodes (default: ${DEFAULT-VALUE}).")
  private Path dataDir = Path.of("/var/lib/matriarch/pg");

  @Option(
      names = "--bin-dir",
      paramLabel = "DIR",
      description =
          "PostgreSQL's programs on the nodes (default: the newest that is found here, else"
              + " /usr/lib/postgresql/15/bin).")
  private @Nullable Path binDir;

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      defaultValue = "8008",
      description = "Of the REST API (default: ${DEFAULT-VALUE}).")
  private int apiPort;

  @Option(
      names = "--raft-port",
      paramLabel = "PORT",
      defaultValue = "7008",
      description = "Of the Raft group (default: ${DEFAULT-VALUE}).")
  private int raftPort;

  @Option(
      names = "--postgres-port",
      paramLabel = "PORT",
      defaultValue = "5432",
      description = "Of PostgreSQL (default: ${DEFAULT-VALUE}).")
  private int postgresPort;

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      defaultValue = "825",
      description = "How long the nodes' certificates are good for (default: ${DEFAULT-VALUE}).")
  private int days;

  InitVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    var cluster = cluster();
    var folders = new NodeFolders(dir);
    try {
      folders.write(cluster, PkiIssueVerb.validity(days), Instant.now());
    } catch (FileAlreadyExistsException e) {
      return refused(
          "%s is not empty: nodes may be running with what is in it; name another with --dir"
              .formatted(e.getFile()));
    } catch (IOException | GeneralSecurityException e) {
      return failed("no files in %s (%s)".formatted(dir, e));
    }
    return done(next(cluster, folders));
  }

  private NewCluster cluster() {
    if (!scope.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new UsageException("expected a --scope of letters, digits, . _ -, found " + scope);
    }
    var members = members();
    var without = new TreeSet<>(witnesses);
    members.forEach(node -> without.remove(node.name()));
    if (!without.isEmpty()) {
      throw new UsageException("expected a --witness that is in --nodes, found " + without.first());
    }
    if (witnesses.size() >= members.size()) {
      throw new UsageException("expected a node that is no witness: who else holds the data");
    }
    return new NewCluster(
        scope,
        members,
        Set.copyOf(witnesses),
        ports(),
        absolute("--data-dir", dataDir),
        absolute("--bin-dir", binDir == null ? PostgresHere.binDir() : binDir),
        new NewCluster.Passwords(password(), password(), password()));
  }

  private List<NewNode> members() {
    try {
      return NewNode.parse(nodes);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private NewCluster.Ports ports() {
    var different = new TreeSet<>(List.of(apiPort, raftPort, postgresPort));
    if (different.size() < 3 || different.first() < 1 || different.last() > HIGHEST_PORT) {
      throw new UsageException("expected three different ports from 1 to " + HIGHEST_PORT);
    }
    return new NewCluster.Ports(apiPort, raftPort, postgresPort);
  }

  /** It ends in a file, between quotes. */
  private static Path absolute(String option, Path path) {
    if (!path.toString().matches("/[^\"\\\\\\p{Cntrl}]*")) {
      throw new UsageException("expected an absolute path as %s, found %s".formatted(option, path));
    }
    return path.normalize();
  }

  private static String password() {
    var bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private String next(NewCluster cluster, NodeFolders folders) {
    var text = new StringBuilder();
    text.append(
        "%d nodes of cluster %s in %s; keep ca.key there, away from the nodes: whoever has it can join\n"
            .formatted(cluster.nodes().size(), scope, dir));
    if (cluster.nodes().size() % 2 == 0 || cluster.nodes().size() < 3) {
      text.append(
          "an odd number of nodes, three or more, survives the loss of one; a --witness may be"
              + " one\n");
    }
    text.append("with the package installed, for each node:\n");
    for (var node : cluster.nodes()) {
      text.append(
          """
            scp %1$s/* root@%2$s:/etc/matriarch/
            ssh root@%2$s 'cd /etc/matriarch && chown root:postgres * && chmod 640 * && systemctl enable --now matriarch'
          """
              .formatted(folders.of(node), node.host()));
    }
    return text.append("then, on any of them: matriarchctl -c /etc/matriarch/matriarch.yml list")
        .toString();
  }
}
