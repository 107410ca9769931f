package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The file system of one member's Raft directory has no space left, then has it again. It lives in
 * memory, so a loss of power would take the member's log with it: another scenario's hosts must not
 * have it.
 */
@Scenarios
class FullRaftDiskIT {
  private static final String SIZE = "96m";

  /** Twice what Ratis preallocates, so that at least one write needs new space. */
  private static final int CHANGES = 40;

  private static final int CHANGE_BYTES = 4096;

  @Test
  void node_with_a_full_raft_disk_steps_back_and_recovers_by_itself(LabRun lab) throws Exception {
    lab.measureApart(
        "Raft disk of the primary's node full",
        "another primary or the same goes on writing, recovers by itself",
        (cluster, sample) -> {
          for (Node node : cluster.nodes()) {
            mountSmallDisk(node);
          }
          cluster.startAgents();
          cluster.awaitAllHealthy(SharedCluster.BOOTSTRAP_LIMIT);
          try (var trial = new Trial(cluster, sample)) {
            Node struck = trial.primary();

            trial.strike(() -> fill(struck));
            growLog(cluster, struck);
            Await.pass(Trial.LEASE.multipliedBy(2));
            trial.strike(() -> {});
            trial.writableAgain("writable while full", Trial.FAILOVER);
            sample.number("moved to another node", cluster.isPrimary(struck) ? 0 : 1);
            sample.must("agent lives on", struck.agentRuns());

            trial.strike(() -> free(struck));
            trial.healthyAgain("all healthy", trial.faultNanos(), Duration.ofSeconds(30));
            trial.finish();
          }
        });
  }

  private static void mountSmallDisk(Node node) {
    String dir = node.config().raftDir().toString();
    node.host().run("mkdir", "-p", dir);
    node.host().runAsRoot("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", dir);
    node.host().runAsRoot("chown", "postgres:postgres", dir);
    node.host().runAsRoot("chmod", "700", dir);
  }

  private static void fill(Node node) {
    String filler = node.config().raftDir().resolve("filler").toString();
    node.host().run("bash", "-c", "head -c 200m /dev/zero > " + filler + " 2>/dev/null || true");
  }

  private static void free(Node node) {
    node.host().run("rm", node.config().raftDir().resolve("filler").toString());
  }

  /** Commits entries through a member that has space, until every log needs another block. */
  private static void growLog(Cluster cluster, Node full) {
    Node asked = cluster.others(full).getFirst();
    for (int i = 0; i < CHANGES; i++) {
      String filler = Character.toString('a' + i % 26).repeat(CHANGE_BYTES);
      String patch = "{\"postgresql\":{\"parameters\":{\"lab.filler\":\"%s\"}}}".formatted(filler);
      cluster.rest().send("PATCH", asked.config().rest(), "/config", patch, Duration.ofSeconds(5));
    }
  }
}
