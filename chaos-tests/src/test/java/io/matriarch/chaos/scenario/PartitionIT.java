package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The primary's host lives on, but the network does not reach it. */
@Scenarios
class PartitionIT {
  private static final Duration REJOIN = Duration.ofSeconds(30);

  @Test
  void isolated_primary_stops_taking_writes_before_its_successor_starts(LabRun lab)
      throws Exception {
    lab.measure(
        "primary cut off from everybody",
        "new primary <= 6 s, old one stopped before, rejoins when healed",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample)) {
            Node old = trial.primary();
            trial.load().alsoOn(old.name(), old.host().network());
            Await.pass(Duration.ofSeconds(1));
            List<String> everybody = new ArrayList<>(Cluster.names(cluster.others(old)));
            everybody.add(cluster.lab().clients());

            trial.strike(() -> cluster.network().cut(old.name(), everybody));
            trial.writableElsewhere(Trial.FAILOVER);
            trial.oldPrimaryStoppedWithin(Trial.LEASE);

            heal(cluster, trial);
          }
        });
  }

  @Test
  void primary_that_only_clients_reach_stops_taking_writes(LabRun lab) throws Exception {
    lab.measure(
        "primary cut off from its peers, clients reach it",
        "stops taking writes within the lease (5 s), never two writable",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample)) {
            Node old = trial.primary();
            List<String> peers = Cluster.names(cluster.others(old));

            trial.strike(() -> cluster.network().cut(old.name(), peers));
            trial.writableElsewhere(Trial.FAILOVER);
            trial.oldPrimaryStoppedWithin(Trial.LEASE);

            heal(cluster, trial);
          }
        });
  }

  private static void heal(Cluster cluster, Trial trial) {
    cluster.network().heal();
    trial.healthyAgain("rejoined", System.nanoTime(), REJOIN);
    trial.finish();
  }
}
