package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.AgentConfig;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.ClusterSeen;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Posix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two clusters on the same hosts. */
@Scenarios
@Tag("long")
class NeighboursIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** What clients of a cluster may notice of its neighbour's failure. */
  private static final Duration GAP = Duration.ofSeconds(1);

  private static final int WRITES_PER_SECOND = 100;

  /** Pid files, sockets, positions and logs change by themselves. */
  private static final String FOOTPRINT =
      """
      cd "$1"
      sha256sum n?.yml pg/postgresql.conf pg/postgresql.auto.conf pg/matriarch.conf pg/pg_hba.conf
      find run -type f ! -name '*.log' ! -name '*.lock' | sort | xargs sha256sum
      find run -type s
      pgrep -f "guard.* $1/pg " || true
      """;

  /**
   * First one loses its primary while the other is left alone; then one loses it and the other
   * hands over, from the same host at the same time.
   */
  @Test
  void one_loses_its_primary_and_the_other_hands_over(LabRun lab) throws Exception {
    lab.measureApart(
        "two clusters on three hosts: loss of a primary, and a switchover beside one",
        "0 lost of both, nothing of the neighbour touched",
        (shop, sample) -> {
          shop.startAgents();
          shop.awaitAllHealthy(SharedCluster.BOOTSTRAP_LIMIT);
          var bank = shop.neighbour("bank", new AgentConfig.Ports(8108, 7108, 5532));
          bank.startAgents();
          bank.awaitAllHealthy(SharedCluster.BOOTSTRAP_LIMIT);
          var ofBank = new Sample();
          try (var shopping = new Trial(shop, sample, shop.load(WRITES_PER_SECOND));
              var banking = new Trial(bank, ofBank, bank.load(WRITES_PER_SECOND))) {
            var before = footprint(bank);
            var first = shopping.primary();
            banking.strike(() -> shopping.strike(() -> kill(first)));
            shopping.writableElsewhere(Trial.FAILOVER);
            first.startAgent();
            shop.awaitAllHealthy(LIMIT);
            long now = System.nanoTime();
            var bankGap = banking.load().ofClients().longestGap(banking.faultNanos(), now);
            ofBank.atMost("longest gap beside it", bankGap, GAP);
            ofBank.number(
                "failed writes beside it", banking.load().failedSince(banking.faultNanos()));
            var after = footprint(bank);
            sample.must(
                "nothing of the neighbour changed: %s, %s".formatted(before, after),
                before.equals(after));

            var second = shop.awaitPrimary(LIMIT);
            var old = primaryOn(bank, second);
            var heir = bank.others(old).getFirst();
            var survivors = processes(shop.others(second));
            var agents = bank.nodes().stream().map(node -> node.agent().pid()).toList();
            var servers = processes(bank.others(old));
            shopping.strike(() -> kill(second));
            banking.strike(() -> SwitchoverIT.handOver(bank, old, heir));
            shopping.interruptedFor("second failover", Trial.FAILOVER);
            banking.interruptedFor("switchover beside it", GAP);
            sample.must("the bank handed over", bank.isPrimary(heir));
            sample.must(
                "other agents of the shop", survivors.equals(processes(shop.others(second))));
            sample.must("other servers of the bank", servers.equals(processes(bank.others(old))));
            sample.must(
                "the bank's agents",
                agents.equals(bank.nodes().stream().map(node -> node.agent().pid()).toList())
                    && bank.nodes().stream().allMatch(Node::agentRuns));
            second.startAgent();
            shop.awaitAllHealthy(LIMIT);
            bank.awaitAllHealthy(LIMIT);
            banking.finish();
            shopping.finish();
          }
          sample.with("bank: ", ofBank);
        });
  }

  /** A third cluster's file that names the data directory of the first, whose primary runs. */
  @Test
  void data_directory_of_a_running_neighbour_is_refused(LabRun lab) throws Exception {
    lab.measure(
        "data directory of a running neighbour",
        "exit code 2, the neighbour is named and goes on",
        (cluster, sample) -> {
          var victim = cluster.awaitPrimary(LIMIT);
          var own = victim.config();
          var dir = own.dir().resolve("thief");
          victim.host().run("mkdir", "-p", dir.toString());
          var peers = new TreeMap<>(Map.of("t1", own.address()));
          var ports = new AgentConfig.Ports(8208, 7208, 5632);
          var thief = new AgentConfig("thief", "t1", own.address(), dir, peers, "", ports);
          var file =
              thief
                  .write(thief.text().replace(thief.dataDir() + "\n", own.dataDir() + "\n"))
                  .toString();
          try (var trial = new Trial(cluster, sample)) {
            var epoch = cluster.seen(victim).map(ClusterSeen::epoch);
            var server = victim.postmaster();
            long began = System.nanoTime();
            for (var verb : List.of("check-config", "run")) {
              var said = victim.matriarch(Duration.ofSeconds(30), verb, file);
              System.out.println("LAB " + verb + ": " + said.output());
              sample.number(verb + " exit code", said.exitCode());
              sample.must(
                  "refused by " + verb + ": " + said.output(),
                  said.exitCode() == 2 && said.output().contains("cluster '" + own.scope() + "'"));
            }
            sample.number("failed writes", trial.load().failedSince(began));
            sample.must("the same server", server.equals(victim.postmaster()));
            sample.must(
                "the same epoch", epoch.equals(cluster.seen(victim).map(ClusterSeen::epoch)));
            trial.finish();
          }
        });
  }

  private static void kill(Node node) {
    Posix.signal(node.postmaster().orElseThrow(), Posix.SIGKILL);
    node.agent().kill();
  }

  /** The primary, on the host of another cluster's {@code node}. */
  private static Node primaryOn(Cluster cluster, Node node) {
    var wanted = cluster.node(node.name());
    var present = cluster.awaitPrimary(LIMIT);
    if (present != wanted) {
      SwitchoverIT.handOver(cluster, present, wanted);
      cluster.awaitAllHealthy(LIMIT);
    }
    return cluster.awaitPrimary(LIMIT);
  }

  private static List<Optional<Long>> processes(List<Node> nodes) {
    return nodes.stream()
        .flatMap(node -> List.of(node.postmaster(), Optional.of(node.agent().pid())).stream())
        .toList();
  }

  /** Processes, sockets, guard and configuration of every node, as text. */
  private static List<String> footprint(Cluster cluster) {
    return cluster.nodes().stream()
        .map(
            node ->
                processes(List.of(node))
                    + node.host()
                        .run("bash", "-c", FOOTPRINT, "footprint", node.config().dir().toString()))
        .toList();
  }
}
