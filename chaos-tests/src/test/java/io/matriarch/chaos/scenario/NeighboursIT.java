package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two clusters on one set of machines, each with a scope, directories and ports of its own. */
@Scenarios
@Tag("long")
class NeighboursIT {
  private static final int SHIFT = 1000;
  private static final int WRITES_PER_SECOND = 50;
  private static final Duration LIMIT = Duration.ofSeconds(150);

  /** The machine of the first one's primary is lost for both; nothing of one gets to the other. */
  @Test
  void two_clusters_on_the_same_hosts_lose_one_together(LabRun lab) throws Exception {
    lab.measureApart(
        "two clusters on three hosts, loss of one host",
        "0 lost in either, databases apart",
        (first, sample) -> {
          first.startAgents();
          first.awaitAllHealthy(SharedCluster.BOOTSTRAP_LIMIT);
          var second = first.beside("second", SHIFT);
          second.startAgents();
          second.awaitAllHealthy(SharedCluster.BOOTSTRAP_LIMIT);
          var other = new Sample();
          try (var here = new Trial(first, sample, first.load(WRITES_PER_SECOND));
              var there = new Trial(second, other, second.load(WRITES_PER_SECOND))) {
            var lost = here.primary();
            there.strike(() -> here.strike(lost::powerOff));
            here.writableElsewhere(Trial.FAILOVER);
            there.writableAgain("second writable again", Trial.FAILOVER);
            lost.powerOn();
            second.node(lost.name()).startAgent();
            first.awaitAllHealthy(LIMIT);
            second.awaitAllHealthy(LIMIT);
            here.finish();
            there.finish();
          }
          other.numbers().forEach((what, n) -> sample.number("second: " + what, n));
          sample.must("of the second: " + other.violations(), other.violations().isEmpty());
          sample.must(
              "a database of its own",
              !identifier(first, first.node("n1")).equals(identifier(second, second.node("n1"))));
        });
  }

  private static String identifier(Cluster cluster, Node node) {
    var body = cluster.rest().get(node.config().rest(), "/cluster").orElseThrow().body();
    return body.replaceAll("(?s).*\"system_identifier\":\"(\\d+)\".*", "$1");
  }
}
