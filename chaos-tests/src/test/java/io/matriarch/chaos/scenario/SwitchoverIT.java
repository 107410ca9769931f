package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A willing primary hands over under load. */
@Scenarios
class SwitchoverIT {
  @Test
  void switchover_interrupts_writes_for_less_than_half_a_second(LabRun lab) throws Exception {
    lab.measure(
        "switchover under 200 writes/s",
        "gap < 500 ms, nothing lost",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample)) {
            Node old = trial.primary();
            Node next = cluster.others(old).getFirst();
            String body =
                "{\"leader\":\"%s\",\"candidate\":\"%s\"}".formatted(old.name(), next.name());

            trial.strike(() -> {});
            var reply =
                cluster
                    .rest()
                    .send("POST", old.config().rest(), "/switchover", body, Duration.ofSeconds(30));
            sample.took("answer", trial.sinceFault());
            trial.writableElsewhere(Duration.ofSeconds(10));
            long measuredTo = System.nanoTime();

            var history = trial.finish();
            sample.mustUnlessStolen(
                "answered 200 or 202, found " + reply,
                reply.filter(r -> r.status() == 200 || r.status() == 202).isPresent());
            sample.mustUnlessStolen(next.name() + " is primary", cluster.isPrimary(next));
            sample.atMost(
                "gap", history.longestGap(trial.faultNanos(), measuredTo), Duration.ofMillis(499));
          }
        });
  }

  /** By request, again until it is done. */
  static void handOver(Cluster cluster, Node from, Node to) {
    var body = "{\"leader\":\"%s\",\"candidate\":\"%s\"}".formatted(from.name(), to.name());
    Await.until(
        "switchover to " + to.name(),
        SharedCluster.BOOTSTRAP_LIMIT,
        () ->
            cluster
                .rest()
                .send(
                    "POST",
                    from.config().rest(),
                    "/switchover",
                    body,
                    SharedCluster.BOOTSTRAP_LIMIT)
                .filter(reply -> reply.status() / 100 == 2),
        cluster::evidence);
  }
}
