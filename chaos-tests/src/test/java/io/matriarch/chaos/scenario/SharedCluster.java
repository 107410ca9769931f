package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Posix;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One cluster for scenario after scenario, as making one takes longer than most faults. It is made
 * anew when a scenario failed or left it in a state that it does not get out of by itself.
 */
final class SharedCluster implements AutoCloseable {
  static final Duration BOOTSTRAP_LIMIT = Duration.ofSeconds(180);
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(180);

  private @Nullable Cluster cluster;

  /** The cluster with everything repaired, all of so many nodes up and healthy. */
  synchronized Cluster healthy(int nodes) {
    Cluster present = cluster;
    if (present != null && present.nodes().size() == nodes) {
      Optional<String> trouble = repaired(present);
      if (trouble.isEmpty()) {
        return present;
      }
      System.out.println("LAB cluster is made anew, it did not recover: " + trouble.get());
      discard();
    }
    Cluster made = empty(nodes);
    made.startAgents();
    made.awaitAllHealthy(BOOTSTRAP_LIMIT);
    return made;
  }

  /** A new cluster in place of the present one, its agents not started yet. */
  synchronized Cluster empty(int nodes) {
    discard();
    Cluster made = new Cluster(nodes);
    cluster = made;
    return made;
  }

  /** A new cluster of which the first nodes form the group; no agent is started. */
  synchronized Cluster growing(int forming, int nodes) {
    discard();
    Cluster made = new Cluster(nodes, false, forming);
    cluster = made;
    return made;
  }

  /** A new cluster on disks that can lose what was not synced, healthy. */
  synchronized Cluster onDisks() {
    Cluster present = cluster;
    if (present != null && present.hasDisks() && repaired(present).isEmpty()) {
      return present;
    }
    discard();
    Cluster made = new Cluster(3, true);
    cluster = made;
    made.startAgents();
    made.awaitAllHealthy(BOOTSTRAP_LIMIT);
    return made;
  }

  Optional<Cluster> present() {
    return Optional.ofNullable(cluster);
  }

  synchronized void discard() {
    if (cluster != null) {
      cluster.close();
      cluster = null;
    }
  }

  private static Optional<String> repaired(Cluster cluster) {
    cluster.network().heal();
    for (Node node : cluster.nodes()) {
      if (!node.host().isUp()) {
        node.powerOn();
      }
      node.host().processes().forEach(pid -> Posix.signal(pid, Posix.SIGCONT));
      if (!node.agentRuns()) {
        node.startAgent();
      }
    }
    try {
      cluster.awaitAllHealthy(RECOVERY_LIMIT);
      return Optional.empty();
    } catch (AssertionError e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    discard();
  }
}
