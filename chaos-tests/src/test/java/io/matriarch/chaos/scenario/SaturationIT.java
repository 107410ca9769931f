package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.AgentConfig;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.HostProcess;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Prerequisites;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every core is busy on all nodes; the agents must get their share. */
@Scenarios
class SaturationIT {
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("lab.saturation.seconds", 30));
  private static final Duration LOOK = Duration.ofMillis(500);

  @Test
  void busy_processors_cause_no_failover_and_no_demotion(LabRun lab) throws Exception {
    lab.measure(
        "pgbench saturates all cores on all nodes for " + TIME.toSeconds() + " s",
        "no failover, no demotion",
        (cluster, sample) -> {
          Node primary = cluster.awaitPrimary(Duration.ofSeconds(10));
          Optional<Long> postmaster = primary.postmaster();
          pgbench(primary, primary, "-i", "-q", "-s", "5").exitCode(Duration.ofMinutes(2));
          cluster.awaitAllHealthy(Duration.ofMinutes(1));

          List<HostProcess> load = saturate(cluster, primary);
          long looks = TIME.dividedBy(LOOK);
          long notPrimary = 0;
          for (long i = 0; i < looks; i++) {
            Await.pass(LOOK);
            notPrimary += cluster.isPrimary(primary) ? 0 : 1;
          }
          load.forEach(process -> process.exitCode(Duration.ofMinutes(1)));

          // A health check that found no processor in time is no demotion; a new postmaster is.
          sample.number("health checks", looks);
          sample.number("not answered as primary", notPrimary);
          cluster.awaitAllHealthy(Duration.ofMinutes(1));
          sample.mustUnlessStolen("same primary", cluster.isPrimary(primary));
          sample.mustUnlessStolen("same postmaster", primary.postmaster().equals(postmaster));
        });
  }

  private static List<HostProcess> saturate(Cluster cluster, Node primary) {
    String seconds = Long.toString(TIME.toSeconds());
    List<HostProcess> load = new ArrayList<>();
    for (Node node : cluster.nodes()) {
      String kind = node == primary ? "-N" : "-S";
      load.add(pgbench(node, node, kind, "-c", "8", "-j", "2", "-T", seconds));
    }
    return load;
  }

  private static HostProcess pgbench(Node from, Node to, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Prerequisites.BIN_DIR.resolve("pgbench").toString());
    command.addAll(List.of("-h", to.config().address(), "-U", "postgres"));
    command.addAll(List.of(arguments));
    command.add("postgres");
    var password = Map.of("PGPASSWORD", AgentConfig.PASSWORD);
    return from.host().start(command, password, from.host().dir().resolve("pgbench.log"));
  }
}
