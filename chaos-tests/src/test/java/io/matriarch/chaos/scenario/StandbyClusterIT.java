package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster follows another one, takes over from it and gives back, while clients write. */
@Scenarios
@Tag("long")
class StandbyClusterIT {
  private static final Duration LIMIT = StandbySite.LIMIT;

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
          var away =
              cluster.alone("away", cluster.node("n4"), "standby_cluster: " + StandbySite.of(home));
          away.startAgent();
          StandbySite.until(cluster, "the standby cluster streams", away, "/standby-leader");
          StandbySite.must(cluster, away, "/primary", 503);
          StandbySite.must(cluster, away, "/leader", 200);
          StandbySite.must(cluster, away, "/replica", 503);
          try (var trial = new Trial(cluster, sample)) {
            var lost = trial.primary();
            trial.strike(lost::powerOff);
            trial.writableElsewhere(Trial.FAILOVER);
            lost.powerOn();
            cluster.awaitHealthy(home, LIMIT);
            StandbySite.streams(cluster, away);

            var far = "{\"host\":\"%s\"}".formatted(away.config().address());
            long began = System.nanoTime();
            trial.strike(() -> StandbySite.post(cluster, home.getFirst(), "/demote-cluster", far));
            var leader = StandbySite.awaitLeader(cluster, home);
            StandbySite.must(cluster, leader, "/primary", 503);
            StandbySite.post(cluster, away, "/promote-cluster", "{}");
            StandbySite.until(cluster, "the other site takes writes", away, "/primary");
            sample.took("taken over", Duration.ofNanos(System.nanoTime() - began));
            trial.writableAgain("a write at the other site", LIMIT);
            home.forEach(node -> StandbySite.streams(cluster, node));

            began = System.nanoTime();
            StandbySite.post(cluster, away, "/demote-cluster", StandbySite.of(home));
            StandbySite.until(cluster, "the other site follows again", away, "/standby-leader");
            StandbySite.post(cluster, home.getFirst(), "/promote-cluster", "{}");
            cluster.awaitHealthy(home, LIMIT);
            sample.took("given back", Duration.ofNanos(System.nanoTime() - began));
            StandbySite.streams(cluster, away);
            trial.finish();
          }
        });
  }
}
