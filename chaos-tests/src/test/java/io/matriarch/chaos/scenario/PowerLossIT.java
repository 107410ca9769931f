package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hosts lose power, and get it back with their disks as they were. */
@Scenarios
class PowerLossIT {
  private static final Duration REJOIN = Duration.ofSeconds(30);

  @Test
  void primary_without_power_is_replaced_and_rejoins_when_power_returns(LabRun lab)
      throws Exception {
    lab.measure(
        "power loss of the primary's host",
        "new primary <= 6 s, old one rejoins by itself",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample)) {
            trial.strike(trial.primary()::powerOff);
            trial.writableElsewhere(Trial.FAILOVER);

            trial.primary().powerOn();
            trial.healthyAgain("rejoined", System.nanoTime(), REJOIN);
            trial.finish();
          }
        });
  }

  @Test
  void primary_without_majority_stops_taking_writes_until_one_node_returns(LabRun lab)
      throws Exception {
    lab.measure(
        "two of three nodes gone",
        "read-only within the lease (5 s), writable again when one returns",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample)) {
            List<Node> standbys = cluster.others(trial.primary());

            trial.strike(() -> standbys.forEach(Node::powerOff));
            Await.pass(Trial.LEASE.plusSeconds(3));
            trial.oldPrimaryStoppedWithin(Trial.LEASE);

            trial.strike(standbys.getFirst()::powerOn);
            trial.writableAgain("writable after one returned", Duration.ofSeconds(15));
            standbys.getLast().powerOn();
            trial.healthyAgain("all healthy", System.nanoTime(), REJOIN);
            trial.finish();
          }
        });
  }

  @Test
  void cluster_comes_back_by_itself_when_all_lost_power(LabRun lab) throws Exception {
    lab.measure(
        "all three lose power at once",
        "first write <= 10 s after boot, all healthy <= 15 s",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample)) {
            cluster.nodes().parallelStream().forEach(Node::powerOff);
            Await.pass(Duration.ofSeconds(1));

            trial.strike(() -> cluster.nodes().parallelStream().forEach(Node::powerOn));
            trial.writableAgain("first write after boot", Duration.ofSeconds(10));
            trial.healthyAgain("all healthy", trial.faultNanos(), Duration.ofSeconds(15));
            trial.finish();
          }
        });
  }
}
