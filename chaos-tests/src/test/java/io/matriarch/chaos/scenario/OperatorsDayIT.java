package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.AgentConfig;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an operator does with {@code matriarchctl} on a usual day, while clients write. */
@Scenarios
@Tag("long")
class OperatorsDayIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** One switchover. */
  private static final Duration GAP = Duration.ofMillis(500);

  /**
   * PostgreSQL is restarted everywhere, the primary last; then the primary's host burns down, and
   * its name goes to a new one at another address.
   */
  @Test
  void servers_are_restarted_in_turn_and_a_dead_node_is_replaced(LabRun lab) throws Exception {
    lab.measureGrowing(
        4,
        "rolling restart of PostgreSQL, then a dead primary's name to a new host",
        "gap < 0.5 s in the restart, 0 lost",
        (cluster, sample) -> {
          var members = new ArrayList<>(cluster.nodes().subList(0, 3));
          members.forEach(Node::startAgent);
          cluster.awaitHealthy(members, SharedCluster.BOOTSTRAP_LIMIT);
          try (var trial = new Trial(cluster, sample)) {
            var servers = servers(members);
            long began = System.nanoTime();
            said(sample, trial.primary(), "restart", "--rolling", "--force");
            long ended = System.nanoTime();
            sample.took("rolling restart", Duration.ofNanos(ended - began));
            var gap = trial.load().ofClients().longestGap(began, ended);
            sample.atMost("its longest gap", gap, GAP);
            sample.must(
                "every server is another one",
                servers.stream().noneMatch(servers(members)::contains));

            var lost = cluster.awaitHealthy(members, LIMIT);
            sample.must("the role moved once", lost != trial.primary());
            trial.strike(lost::powerOff);
            members.remove(lost);
            var successor = cluster.named(lost.name(), cluster.node("n4"));
            successor.startAgent();
            trial.interruptedFor("interruption by its loss", Trial.FAILOVER);
            long asked = System.nanoTime();
            replaced(cluster, members.getFirst(), successor);
            sample.took("replace answered", Duration.ofNanos(System.nanoTime() - asked));
            members.add(successor);
            cluster.awaitHealthy(members, LIMIT);
            sample.took("replaced and healthy", Duration.ofNanos(System.nanoTime() - asked));
            long now = System.nanoTime();
            sample.took("gap of replace", trial.load().ofClients().longestGap(asked, now));
            trial.finish();
          }
        });
  }

  /** Refused until the new node's agent is up. */
  private static void replaced(Cluster cluster, Node at, Node successor) {
    var address = successor.config().address() + ":" + AgentConfig.RAFT_PORT;
    Await.until(
        "member replace",
        LIMIT,
        () ->
            Optional.of(
                    at.ctl(
                        LIMIT,
                        "member",
                        "replace",
                        successor.config().name(),
                        "--address",
                        address,
                        "--force"))
                .filter(said -> said.exitCode() == 0),
        cluster::evidence);
  }

  private static List<Optional<Long>> servers(List<Node> nodes) {
    return nodes.stream().map(Node::postmaster).toList();
  }

  private static void said(Sample sample, Node at, String... arguments) {
    var said = at.ctl(LIMIT, arguments);
    System.out.println("LAB " + said.output());
    sample.must("exit code 0: " + said.output(), said.exitCode() == 0);
  }
}
