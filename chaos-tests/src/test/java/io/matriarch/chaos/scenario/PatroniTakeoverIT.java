package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Patroni;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A running Patroni cluster becomes Matriarch's and goes back, while clients write. */
@Scenarios
@Tag("long")
class PatroniTakeoverIT {
  private static final Duration HEALTHY = Duration.ofSeconds(60);
  private static final Duration TOOL = Duration.ofSeconds(30);

  /** No server is stopped, so writes wait for no more than a slow answer. */
  private static final Duration GAP = Duration.ofMillis(500);

  /** Longer than a lease and what a guard takes. */
  private static final Duration FROZEN = Duration.ofSeconds(10);

  private static final int SIGTERM = 15;

  @BeforeAll
  static void patroniIsInstalled() {
    var missing = Patroni.missing();
    missing.ifPresent(p -> System.out.println("LAB SKIPPED: program " + p + " is not installed"));
    Assumptions.assumeTrue(missing.isEmpty(), () -> "not installed: " + missing.orElse(""));
  }

  @Test
  void patroni_cluster_is_taken_over_without_a_restart(LabRun lab) throws Exception {
    lab.measureApart(
        "a Patroni cluster is taken over, then the agent of its primary is frozen",
        "no restart, gap <= 0.5 s, the guard ends the frozen one's server, 0 lost",
        (cluster, sample) -> {
          var patroni = new Patroni(cluster);
          patroni.begin();
          try (var trial = new Trial(cluster, sample)) {
            var before = postmasters(cluster);
            trial.strike(() -> takeOver(cluster, patroni, trial.primary()));
            cluster.awaitAllHealthy(HEALTHY);
            sample.took("taken over", trial.sinceFault());
            trial.interruptedFor("gap of writes", GAP);
            sample.must("a server was restarted", before.equals(postmasters(cluster)));

            // Nobody of this cluster started that server, and all the same it has a guard.
            var old = trial.primary();
            trial.strike(old.agent()::pause);
            trial.writableElsewhere(Trial.FAILOVER);
            trial.oldPrimaryStoppedWithin(Trial.LEASE);
            Await.pass(FROZEN.minus(trial.sinceFault()));
            sample.mustUnlessStolen("old postmaster is gone", old.postmaster().isEmpty());
            old.agent().resume();
            cluster.awaitAllHealthy(HEALTHY);
            trial.finish();
          }
        });
  }

  @Test
  void cluster_goes_back_to_patroni_without_a_restart(LabRun lab) throws Exception {
    lab.measureApart(
        "back to Patroni",
        "no restart, gap <= 0.5 s, 0 lost",
        (cluster, sample) -> {
          var patroni = new Patroni(cluster);
          patroni.begin();
          try (var trial = new Trial(cluster, sample)) {
            takeOver(cluster, patroni, trial.primary());
            cluster.awaitAllHealthy(HEALTHY);
            var before = postmasters(cluster);
            trial.strike(() -> goBack(cluster, patroni, trial.primary()));
            sample.took("went back", trial.sinceFault());
            trial.interruptedFor("gap of writes", GAP);
            sample.must("a server was restarted", before.equals(postmasters(cluster)));
            trial.finish();
          }
        });
  }

  /** As docs/coming-from-patroni.md says. */
  private static void takeOver(Cluster cluster, Patroni patroni, Node primary) {
    var dynamic = patroni.control("show-config");
    var nodes =
        cluster.nodes().stream()
            .map(n -> n.name() + "=" + n.config().address())
            .collect(Collectors.joining(","));
    cluster.nodes().forEach(n -> translate(n, patroni, dynamic, nodes));
    patroni.control("pause", "--wait");
    patroni.stop();
    adopt(primary);
    cluster.others(primary).forEach(PatroniTakeoverIT::adopt);
    cluster.nodes().forEach(Node::startAgent);
  }

  private static void translate(Node node, Patroni patroni, String dynamic, String nodes) {
    try {
      var shared = node.host().dir().resolve("show-config.yml");
      var made = node.host().dir().resolve("imported.yml");
      Files.writeString(shared, dynamic);
      said(
          node.matriarch(
              TOOL,
              "import-patroni",
              patroni.file(node).toString(),
              "--dynamic",
              shared.toString(),
              "--nodes",
              nodes,
              "--plain-raft",
              "--output",
              made.toString()));
      node.configure(
          Files.readString(made)
              .replace("/var/lib/matriarch/raft", node.config().raftDir().toString())
              .replace("/run/matriarch", node.host().dir().resolve("run").toString())
              .replace("synchronous_mode: \"off\"", "synchronous_mode: quorum"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void adopt(Node node) {
    var file = node.writeConfig().toString();
    System.out.println(said(node.matriarch(TOOL, "adopt", file)));
    System.out.println(said(node.matriarch(TOOL, "adopt", "--yes", file)));
  }

  private static String said(io.matriarch.chaos.lab.Shell.Said said) {
    if (said.exitCode() != 0) {
      throw new AssertionError("expected exit code 0, found " + said);
    }
    return said.output();
  }

  private static void goBack(Cluster cluster, Patroni patroni, Node primary) {
    Await.until(
        "pause",
        TOOL,
        () ->
            cluster
                .rest()
                .send("PATCH", primary.config().rest(), "/config", "{\"pause\":true}", TOOL)
                .filter(r -> r.status() == 200),
        cluster::evidence);
    for (var node : cluster.nodes()) {
      io.matriarch.chaos.lab.Posix.signal(node.agent().pid(), SIGTERM);
    }
    for (var node : cluster.nodes()) {
      node.agent().exitCode(TOOL);
    }
    patroni.start();
    patroni.control("resume", "--wait");
  }

  private static List<Optional<Long>> postmasters(Cluster cluster) {
    return cluster.nodes().stream().map(Node::postmaster).toList();
  }
}
