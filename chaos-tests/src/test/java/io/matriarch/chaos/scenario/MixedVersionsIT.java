package io.matriarch.chaos.scenario;

import io.matriarch.chaos.client.Rest;
import io.matriarch.chaos.lab.AgentJvm;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Agents of two builds in one cluster: {@code -Dlab.previous} names the folder of a node of the
 * earlier one.
 */
@Scenarios
class MixedVersionsIT {
  private static final Duration HEALTHY = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(30);

  /** A key of the dynamic configuration that the first level does not know. */
  private static final String NEWER = "{\"member_slots_ttl\": \"20min\"}";

  @Test
  @Tag("long")
  void an_upgrade_goes_node_by_node_and_one_back(LabRun lab) throws Exception {
    var previous = System.getProperty("lab.previous");
    Assumptions.assumeTrue(previous != null, "-Dlab.previous names no earlier build");
    lab.measureApart(
        "upgrade node by node, and one back",
        "0 failed, 0 lost; same PostgreSQL; what is new waits for the last",
        (cluster, sample) -> {
          var old = new AgentJvm(Path.of(previous), cluster.lab().dir().resolve("old"));
          var now = cluster.node("n1").install(old);
          cluster.nodes().forEach(node -> node.install(old));
          cluster.startAgents();
          var primary = cluster.awaitAllHealthy(SharedCluster.BOOTSTRAP_LIMIT);
          var servers = cluster.nodes().stream().map(Node::postmaster).toList();
          var order = new ArrayList<>(cluster.others(primary));
          order.add(primary);
          try (var trial = new Trial(cluster, sample)) {
            long began = System.nanoTime();
            replace(cluster, order.getFirst(), now);
            waits(cluster, sample, order.getFirst());
            replace(cluster, order.getFirst(), old);
            for (var node : order) {
              replace(cluster, node, now);
              if (node != primary) {
                waits(cluster, sample, node);
              }
            }
            long ended = System.nanoTime();
            sample.took("upgrade and one back", Duration.ofNanos(ended - began));
            sample.took("longest gap", trial.load().ofClients().longestGap(began, ended));
            long failed = trial.load().failedSince(began);
            sample.number("failed writes", failed);
            sample.must("no write failed", failed == 0);
            sample.must(
                "the same PostgreSQL everywhere",
                servers.equals(cluster.nodes().stream().map(Node::postmaster).toList()));
            sample.must("the same primary", cluster.isPrimary(primary));
            Await.until(
                "what is new is taken once all know it",
                CALL,
                () -> patched(cluster, primary).filter(r -> r.status() == 200),
                cluster::evidence);
            cluster.awaitAllHealthy(HEALTHY);
            trial.finish();
          }
        });
  }

  /** As the package does it: the agent is killed, and the new one finds everything as it was. */
  private static void replace(Cluster cluster, Node node, AgentJvm build) {
    node.agent().kill();
    node.agent().exitCode(CALL);
    node.install(build);
    node.startAgent();
    cluster.awaitAllHealthy(HEALTHY);
  }

  private static void waits(Cluster cluster, Sample sample, Node newer) {
    var reply = patched(cluster, newer).orElseThrow();
    sample.must(
        "what is new waits for the last: " + reply,
        reply.status() >= 400 && reply.body().contains("an older version"));
  }

  private static Optional<Rest.Reply> patched(Cluster cluster, Node node) {
    return cluster.rest().send("PATCH", node.config().rest(), "/config", NEWER, CALL);
  }
}
