package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Agents come anew while PostgreSQL and its clients go on. */
@Scenarios
class AgentRestartIT {
  private static final Duration LIMIT = Duration.ofSeconds(150);

  /** What clients see of it must be no more than what they see anyway on a busy host. */
  private static final Duration GAP = Duration.ofMillis(500);

  private static final Duration BEFORE = Duration.ofSeconds(8);

  @Test
  @Tag("long")
  void agents_restart_one_by_one_and_no_write_fails(LabRun lab) throws Exception {
    lab.measureApart(
        "agents restart one by one, primary last",
        "0 failed, 0 lost; same PostgreSQL, same primary",
        (cluster, sample) -> {
          cluster.nodes().forEach(Node::superviseAgent);
          var primary = cluster.awaitAllHealthy(SharedCluster.BOOTSTRAP_LIMIT);
          var servers = servers(cluster);
          try (var trial = new Trial(cluster, sample)) {
            long calm = System.nanoTime();
            Await.pass(BEFORE);
            long began = System.nanoTime();
            sample.took("longest gap before", trial.load().ofClients().longestGap(calm, began));

            var said =
                primary.ctl(LIMIT, "agent", "restart", "--rolling", "--force", "--timeout", "45");

            long ended = System.nanoTime();
            System.out.println("LAB " + said.output());
            sample.must("exit code 0: " + said.output(), said.exitCode() == 0);
            sample.took("rolling restart", Duration.ofNanos(ended - began));
            sample.atMost("longest gap", trial.load().ofClients().longestGap(began, ended), GAP);
            long failed = trial.load().failedSince(began);
            sample.number("failed writes", failed);
            sample.must("no write failed", failed == 0);
            sample.must("the same PostgreSQL everywhere", servers.equals(servers(cluster)));
            sample.must("the same primary", cluster.isPrimary(primary));
            sample.must("the same epoch", trial.finish().reigns().size() == 1);
          }
          refusedWithoutSupervisor(cluster, sample, primary);
        });
  }

  /** An agent that nobody would start again stays. */
  private static void refusedWithoutSupervisor(Cluster cluster, Sample sample, Node primary) {
    var node = cluster.others(primary).getFirst();
    node.powerOff();
    node.powerOn();
    cluster.awaitAllHealthy(Duration.ofSeconds(60));
    var said = node.ctl(LIMIT, "agent", "restart", node.name(), "--force");
    sample.must(
        "refused without a supervisor: " + said.output(),
        said.exitCode() == 3 && said.output().contains("nobody would start this agent again"));
    sample.must("its agent runs", node.agentRuns());
  }

  private static List<Optional<Long>> servers(Cluster cluster) {
    return cluster.nodes().stream().map(Node::postmaster).toList();
  }
}
