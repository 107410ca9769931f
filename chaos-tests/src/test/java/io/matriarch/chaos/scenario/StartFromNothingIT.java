package io.matriarch.chaos.scenario;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Three empty machines become a cluster. */
@Scenarios
class StartFromNothingIT {
  @Test
  void three_empty_nodes_are_a_healthy_cluster_within_fifteen_seconds(LabRun lab) throws Exception {
    lab.measureFromNothing(
        "start from nothing to three healthy nodes",
        "<= 15 s",
        (cluster, sample) -> {
          long began = System.nanoTime();

          cluster.startAgents();
          cluster.awaitPrimary(SharedCluster.BOOTSTRAP_LIMIT);
          sample.took("primary", Duration.ofNanos(System.nanoTime() - began));
          cluster.awaitAllHealthy(SharedCluster.BOOTSTRAP_LIMIT);

          var took = Duration.ofNanos(System.nanoTime() - began);
          sample.atMost("all healthy", took, Duration.ofSeconds(15));
        });
  }
}
