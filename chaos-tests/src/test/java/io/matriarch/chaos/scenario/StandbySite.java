package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.AgentConfig;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Prerequisites;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is asked of a standby cluster, and waited for. */
final class StandbySite {
  static final Duration LIMIT = Duration.ofSeconds(90);

  private StandbySite() {}

  /** As {@code standby_cluster} of a configuration: YAML takes JSON. */
  static String of(List<Node> nodes) {
    return "{\"host\": \"%s\", \"port\": %d}"
        .formatted(
            nodes.stream().map(n -> n.config().address()).collect(Collectors.joining(",")),
            AgentConfig.SQL_PORT);
  }

  static Node awaitLeader(Cluster cluster, List<Node> nodes) {
    return Await.until(
        "one of them leads a standby cluster",
        LIMIT,
        () -> nodes.stream().filter(n -> cluster.answers(n, "/standby-leader")).findFirst(),
        cluster::evidence);
  }

  static void until(Cluster cluster, String what, Node node, String path) {
    Await.until(
        what,
        LIMIT,
        () -> cluster.answers(node, path) ? Optional.of(true) : Optional.<Boolean>empty(),
        cluster::evidence);
  }

  static void streams(Cluster cluster, Node node) {
    Await.until(
        node.name() + " streams",
        LIMIT,
        () ->
            cluster
                .rest()
                .get(node.config().rest(), "/patroni")
                .filter(r -> r.body().contains("\"replication_state\":\"streaming\"")),
        cluster::evidence);
  }

  static void must(Cluster cluster, Node node, String path, int status) {
    var reply = cluster.rest().get(node.config().rest(), path);
    if (reply.filter(r -> r.status() == status).isEmpty()) {
      throw new AssertionError(
          "expected %d from %s %s, found %s".formatted(status, node.name(), path, reply));
    }
  }

  static void post(Cluster cluster, Node at, String path, String body) {
    asked(cluster, at, "POST", path, body);
  }

  /** Again until it is done: what is in the way may pass. */
  static void asked(Cluster cluster, Node at, String method, String path, String body) {
    Await.until(
        method + " " + path,
        LIMIT,
        () ->
            cluster
                .rest()
                .send(method, at.config().rest(), path, body, Duration.ofSeconds(20))
                .filter(
                    r -> {
                      if (r.status() != 200) {
                        System.out.println("LAB " + path + ": " + r);
                      }
                      return r.status() == 200;
                    }),
        cluster::evidence);
  }

  /** What a server answers on its own host. */
  static String sql(Node node, String query) {
    var config = node.config();
    return node.host()
        .run(
            Prerequisites.BIN_DIR.resolve("psql").toString(),
            "postgresql://postgres:%s@%s/postgres".formatted(AgentConfig.PASSWORD, config.sql()),
            "-XAtqc",
            query)
        .strip();
  }

  /** Waits until a standby applied what a server had written, and measures how long that took. */
  static Duration applied(Cluster cluster, Node standby, String lsn) {
    long began = System.nanoTime();
    Await.until(
        standby.name() + " applied " + lsn,
        LIMIT,
        () ->
            Optional.of(sqlOrNothing(standby, "SELECT pg_last_wal_replay_lsn() >= '" + lsn + "'"))
                .filter("t"::equals),
        cluster::evidence);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** The same; empty where it does not answer. */
  static String sqlOrNothing(Node node, String query) {
    try {
      return sql(node, query);
    } catch (IllegalStateException e) {
      return "";
    }
  }
}
