package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Assume;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Haproxy;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that know one address, with the configuration that we print for HAProxy. */
@Scenarios
class HaproxyIT {
  /** After the failover itself: two checks that fail and one that succeeds. */
  private static final Duration CHECKS = Duration.ofSeconds(2);

  private static final Duration GRACE = Duration.ofSeconds(60);

  @BeforeAll
  static void needsHaproxy() {
    Assume.assumeProgram("haproxy");
  }

  @Test
  void clients_behind_haproxy_lose_nothing_over_a_switchover_and_a_failover(LabRun lab)
      throws Exception {
    lab.measure(
        "clients behind HAProxy: switchover, then power loss of the primary",
        "nothing lost; gap at the switchover <= 2 s, at the failover <= 8 s",
        (cluster, sample) -> {
          try (var proxy = new Haproxy(cluster);
              var trial = new Trial(cluster, sample, cluster.loadBehind(proxy.address(), 200))) {
            Node first = trial.primary();
            Node second = cluster.others(first).getFirst();

            trial.strike(() -> switchOver(cluster, first, second));
            var switched = gap(trial, first);
            // The next fault strikes a cluster that has what it needs to bear it.
            Node present = cluster.awaitAllHealthy(GRACE);
            trial.strike(present::powerOff);
            var failed = gap(trial, present);

            trial.finish();
            sample.atMost("gap at the switchover", switched, CHECKS);
            sample.atMost("gap at the failover", failed, Trial.FAILOVER.plus(CHECKS));
          }
        });
  }

  private static void switchOver(Cluster cluster, Node from, Node to) {
    var body = "{\"leader\":\"%s\",\"candidate\":\"%s\"}".formatted(from.name(), to.name());
    cluster.rest().send("POST", from.config().rest(), "/switchover", body, GRACE);
  }

  /**
   * Until a client reached another server through the proxy; the longest silence of the clients.
   */
  private static Duration gap(Trial trial, Node old) {
    Await.until(
        "a write behind the proxy on another node than " + old.name(),
        GRACE,
        () ->
            trial
                .load()
                .firstWriteSentAfter(
                    trial.faultNanos(),
                    a -> a.writer().startsWith("client-") && !a.node().equals(old.name())),
        () -> "the writes so far: " + trial.load().ofClients().reigns());
    return trial.load().ofClients().longestGap(trial.faultNanos(), System.nanoTime());
  }
}
