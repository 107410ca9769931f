package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Members come and go by command while clients write. */
@Scenarios
class MembershipIT {
  private static final Duration CHANGE = Duration.ofSeconds(60);
  private static final Duration HEALTHY = Duration.ofSeconds(60);

  /**
   * A fourth node joins; the primary's host burns down and its name goes to a fifth; the fourth is
   * removed; everything is switched off and on; the burnt-down host comes back after all.
   */
  @Test
  void members_come_and_go_and_no_acknowledged_write_is_lost(LabRun lab) throws Exception {
    lab.measureGrowing(
        5,
        "a node joins, the primary's is replaced, one is removed",
        "0 lost; no edit on another node",
        (cluster, sample) -> {
          var members = new ArrayList<>(cluster.nodes().subList(0, 3));
          members.forEach(Node::startAgent);
          cluster.awaitHealthy(members, SharedCluster.BOOTSTRAP_LIMIT);
          try (var trial = new Trial(cluster, sample)) {
            var fourth = cluster.node("n4");
            long began = System.nanoTime();
            fourth.startAgent();
            members.add(fourth);
            cluster.awaitHealthy(members, HEALTHY);
            sample.took("joined", Duration.ofNanos(System.nanoTime() - began));
            refused(cluster, fourth, "DELETE", "/members/" + trial.primary().name(), "");

            var lost = trial.primary();
            trial.strike(lost::powerOff);
            trial.writableElsewhere(Trial.FAILOVER);
            members.remove(lost);

            var successor = cluster.named(lost.name(), cluster.node("n5"));
            successor.startAgent();
            began = System.nanoTime();
            done(
                cluster,
                members.getFirst(),
                "POST",
                "/members/replace",
                "{\"name\":\"%s\",\"address\":\"%s:7008\"}"
                    .formatted(lost.name(), successor.config().address()));
            members.add(successor);
            cluster.awaitHealthy(members, HEALTHY);
            sample.took("replaced", Duration.ofNanos(System.nanoTime() - began));

            var leaving =
                cluster.isPrimary(fourth)
                    ? members.stream().filter(n -> !cluster.isPrimary(n)).findFirst().orElseThrow()
                    : fourth;
            began = System.nanoTime();
            done(cluster, successor, "DELETE", "/members/" + leaving.config().name(), "");
            members.remove(leaving);
            cluster.awaitHealthy(members, HEALTHY);
            sample.took("removed", Duration.ofNanos(System.nanoTime() - began));
            isOut(cluster, leaving);

            // The files of the first three still name the lost host's address.
            members.parallelStream().forEach(Node::powerOff);
            members.parallelStream().forEach(Node::powerOn);
            lost.powerOn();
            cluster.awaitHealthy(members, HEALTHY);
            isOut(cluster, lost);
            trial.finish();
          }
        });
  }

  /** It says so itself, and its server is down. */
  private static void isOut(Cluster cluster, Node node) {
    Await.until(
        node.name() + " knows that it was removed and runs no server",
        CHANGE,
        () ->
            node.postmaster().isEmpty()
                    && cluster
                        .rest()
                        .get(node.config().rest(), "/patroni")
                        .filter(reply -> reply.body().contains("the group"))
                        .isPresent()
                ? Optional.of(true)
                : Optional.<Boolean>empty(),
        cluster::evidence);
  }

  private static void done(Cluster cluster, Node at, String method, String path, String body) {
    Await.until(
        method + " " + path,
        CHANGE,
        () ->
            cluster
                .rest()
                .send(method, at.config().rest(), path, body, CHANGE)
                .filter(reply -> reply.status() == 200),
        cluster::evidence);
  }

  private static void refused(Cluster cluster, Node at, String method, String path, String body) {
    var reply = cluster.rest().send(method, at.config().rest(), path, body, CHANGE);
    if (reply.filter(r -> r.status() == 412).isEmpty()) {
      throw new AssertionError(
          "expected a refusal of %s %s, found %s".formatted(method, path, reply));
    }
  }
}
