package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.AgentConfig;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster follows another one, takes over from it and gives back, while clients write. */
@Scenarios
@Tag("long")
class StandbyClusterIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /**
   * A cluster of one node copies a cluster of three, follows it through a failover, becomes the one
   * that takes writes, and gives the writes back. Every acknowledged row is on the last primary.
   */
  @Test
  void the_other_site_takes_over_and_gives_back_without_a_lost_write(LabRun lab) throws Exception {
    lab.measureGrowing(
        4,
        "a standby cluster takes over and gives back",
        "0 lost; never two that take writes",
        (cluster, sample) -> {
          var home = List.copyOf(cluster.nodes().subList(0, 3));
          home.forEach(Node::startAgent);
          cluster.awaitHealthy(home, SharedCluster.BOOTSTRAP_LIMIT);
          var away = cluster.alone("away", cluster.node("n4"), "standby_cluster: " + of(home));
          away.startAgent();
          until(cluster, "the standby cluster streams", away, "/standby-leader");
          must(cluster, away, "/primary", 503);
          must(cluster, away, "/leader", 200);
          must(cluster, away, "/replica", 503);
          try (var trial = new Trial(cluster, sample)) {
            var lost = trial.primary();
            trial.strike(lost::powerOff);
            trial.writableElsewhere(Trial.FAILOVER);
            lost.powerOn();
            cluster.awaitHealthy(home, LIMIT);
            streams(cluster, away);

            var far = "{\"host\":\"%s\"}".formatted(away.config().address());
            long began = System.nanoTime();
            trial.strike(() -> post(cluster, home.getFirst(), "/demote-cluster", far));
            var leader = awaitStandbyLeader(cluster, home);
            must(cluster, leader, "/primary", 503);
            post(cluster, away, "/promote-cluster", "{}");
            until(cluster, "the other site takes writes", away, "/primary");
            sample.took("taken over", Duration.ofNanos(System.nanoTime() - began));
            trial.writableAgain("a write at the other site", LIMIT);
            home.forEach(node -> streams(cluster, node));

            began = System.nanoTime();
            post(cluster, away, "/demote-cluster", of(home));
            until(cluster, "the other site follows again", away, "/standby-leader");
            post(cluster, home.getFirst(), "/promote-cluster", "{}");
            cluster.awaitHealthy(home, LIMIT);
            sample.took("given back", Duration.ofNanos(System.nanoTime() - began));
            streams(cluster, away);
            trial.finish();
          }
        });
  }

  /** As {@code standby_cluster} of a configuration: YAML takes JSON. */
  private static String of(List<Node> nodes) {
    return "{\"host\": \"%s\", \"port\": %d}"
        .formatted(
            nodes.stream().map(n -> n.config().address()).collect(Collectors.joining(",")),
            AgentConfig.SQL_PORT);
  }

  private static Node awaitStandbyLeader(Cluster cluster, List<Node> nodes) {
    return Await.until(
        "one of them leads a standby cluster",
        LIMIT,
        () -> nodes.stream().filter(n -> cluster.answers(n, "/standby-leader")).findFirst(),
        cluster::evidence);
  }

  private static void until(Cluster cluster, String what, Node node, String path) {
    Await.until(
        what,
        LIMIT,
        () -> cluster.answers(node, path) ? Optional.of(true) : Optional.<Boolean>empty(),
        cluster::evidence);
  }

  private static void streams(Cluster cluster, Node node) {
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

  private static void must(Cluster cluster, Node node, String path, int status) {
    var reply = cluster.rest().get(node.config().rest(), path);
    if (reply.filter(r -> r.status() == status).isEmpty()) {
      throw new AssertionError(
          "expected %d from %s %s, found %s".formatted(status, node.name(), path, reply));
    }
  }

  private static void post(Cluster cluster, Node at, String path, String body) {
    Await.until(
        "POST " + path,
        LIMIT,
        () ->
            cluster
                .rest()
                .send("POST", at.config().rest(), path, body, Duration.ofSeconds(20))
                .filter(
                    r -> {
                      if (r.status() != 200) {
                        System.out.println("LAB " + path + ": " + r);
                      }
                      return r.status() == 200;
                    }),
        cluster::evidence);
  }
}
