package io.matriarch.chaos.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Patroni with etcd on the hosts of a lab, with ports, passwords and data directories that the
 * agents there would have. Installed, or unpacked where {@code PATRONI_ROOT} says.
 */
public final class Patroni {
  private static final String ROOT = System.getenv().getOrDefault("PATRONI_ROOT", "");
  private static final Duration START = Duration.ofSeconds(120);
  private static final Duration COMMAND = Duration.ofSeconds(30);
  private static final int SIGTERM = 15;

  private final Cluster cluster;
  private final String unpacked;
  private final SortedMap<String, HostProcess> running = new TreeMap<>();

  /** Nothing runs yet. */
  public Patroni(Cluster cluster) {
    this.cluster = cluster;
    unpacked = ROOT.isEmpty() ? "" : copied(cluster.lab().dir().resolve("patroni"));
  }

  /** What is not installed; empty where all is. */
  public static Optional<String> missing() {
    return List.of("etcd", "patroni", "patronictl").stream()
        .filter(p -> ROOT.isEmpty() ? !Prerequisites.onPath(p) : !isUnpacked(p))
        .findFirst();
  }

  private static boolean isUnpacked(String program) {
    return Files.isExecutable(Path.of(ROOT, "usr/bin", program));
  }

  /** Hosts have a {@code /tmp} of their own. */
  private static String copied(Path target) {
    Shell.run("cp", "-a", ROOT, target.toString());
    return target.toString();
  }

  /** Starts etcd on the first host and Patroni on all, and waits for a primary with standbys. */
  public void begin() {
    var first = cluster.nodes().getFirst();
    var etcd = first.host().dir().resolve("etcd");
    var at = first.config().address();
    first
        .host()
        .start(
            command("etcd", "--data-dir", etcd.toString())
                .and("--listen-client-urls", "http://%s:2379".formatted(at))
                .and("--advertise-client-urls", "http://%s:2379".formatted(at))
                .and("--listen-peer-urls", "http://%s:2380".formatted(at))
                .and("--initial-advertise-peer-urls", "http://%s:2380".formatted(at))
                .and("--initial-cluster", "default=http://%s:2380".formatted(at))
                .words(),
            environment(),
            first.host().dir().resolve("etcd.log"));
    start();
  }

  /** Starts Patroni wherever it does not run. */
  public void start() {
    for (var node : cluster.nodes()) {
      var file = node.host().dir().resolve("patroni.yml");
      write(node, file);
      running.put(
          node.name(),
          node.host()
              .start(
                  command("patroni", file.toString()).words(),
                  environment(),
                  node.host().dir().resolve("patroni.log")));
    }
    Await.until(
        "Patroni sees two standbys",
        START,
        () ->
            cluster
                .rest()
                .get(cluster.nodes().getFirst().config().rest(), "/cluster")
                .filter(
                    r ->
                        r.body().split("\"(running|streaming)\"", -1).length
                            > cluster.nodes().size()),
        this::logs);
  }

  /** {@code patronictl} on the first host, to its end. */
  public String control(String... arguments) {
    var node = cluster.nodes().getFirst();
    var words =
        command("env", "PYTHONPATH=" + python())
            .and(program("patronictl"), "-c", node.host().dir().resolve("patroni.yml").toString())
            .and(arguments)
            .words();
    var said = node.host().ask(COMMAND, words.toArray(String[]::new));
    if (said.exitCode() != 0) {
      throw new IllegalStateException("patronictl " + said.output());
    }
    return said.output();
  }

  /** Tells Patroni to end everywhere, as a service manager does, and waits for it. */
  public void stop() {
    running.values().forEach(p -> Posix.signal(p.pid(), SIGTERM));
    running.values().forEach(p -> p.exitCode(COMMAND));
    running.clear();
  }

  /** The file of a node. */
  public Path file(Node node) {
    return node.host().dir().resolve("patroni.yml");
  }

  private String logs() {
    var text = new StringBuilder();
    for (var node : cluster.nodes()) {
      var log = node.host().dir().resolve("patroni.log").toString();
      text.append(Shell.ask(List.of("tail", "-n", "15", log), "", Shell.LIMIT).output());
    }
    return text.toString();
  }

  private void write(Node node, Path file) {
    var c = node.config();
    var text =
        """
        scope: lab
        name: %1$s
        restapi: {listen: "%2$s:8008", connect_address: "%2$s:8008"}
        etcd3: {host: "%3$s:2379"}
        bootstrap:
          dcs:
            ttl: 30
            loop_wait: 10
            retry_timeout: 10
            postgresql:
              use_pg_rewind: true
              parameters: {max_connections: 60}
          initdb: [data-checksums, {encoding: UTF8}, {locale: C.UTF-8}]
        postgresql:
          listen: %2$s:5432
          connect_address: %2$s:5432
          data_dir: %4$s
          bin_dir: %5$s
          pgpass: %6$s/pgpass
          authentication:
            superuser: {username: postgres, password: %7$s}
            replication: {username: replicator, password: %7$s}
          pg_hba:
            - local all all trust
            - host replication replicator 10.77.0.0/24 scram-sha-256
            - host all all 10.77.0.0/24 trust
          parameters: {shared_buffers: 64MB, unix_socket_directories: %6$s}
        """
            .formatted(
                c.name(),
                c.address(),
                cluster.nodes().getFirst().config().address(),
                c.dataDir(),
                Prerequisites.BIN_DIR,
                node.host().dir(),
                AgentConfig.PASSWORD);
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Shell.run("chown", "postgres:postgres", file.toString());
  }

  private Map<String, String> environment() {
    return Map.of("PYTHONPATH", python());
  }

  private String python() {
    return unpacked + "/usr/lib/python3/dist-packages";
  }

  private String program(String name) {
    return unpacked.isEmpty() ? name : unpacked + "/usr/bin/" + name;
  }

  private Words command(String name, String... arguments) {
    return new Words(List.of(name.equals("env") ? name : program(name))).and(arguments);
  }

  /** A command line that grows. */
  private record Words(List<String> words) {
    Words and(String... more) {
      return new Words(
          java.util.stream.Stream.concat(words.stream(), List.of(more).stream()).toList());
    }
  }
}
