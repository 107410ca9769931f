package io.matriarch.chaos.runner;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.ClusterSeen;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.report.RunRecord.LeaderSample;
import io.matriarch.chaos.report.RunRecord.LeaseSample;
import io.matriarch.chaos.report.RunRecord.Role;
import io.matriarch.chaos.report.RunRecord.RoleSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at the cluster again and again, for the report. */
final class Watch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(400);

  private final Cluster cluster;
  private final long startNanos;
  private final Thread thread;
  private final List<RoleSample> roles = new ArrayList<>();
  private final List<LeaseSample> leases = new ArrayList<>();
  private final List<LeaderSample> leaders = new ArrayList<>();
  private volatile boolean stopped;

  Watch(Cluster cluster, long startNanos) {
    this.cluster = cluster;
    this.startNanos = startNanos;
    this.thread = Thread.ofPlatform().daemon().name("lab-watch").start(this::run);
  }

  private void run() {
    while (!stopped) {
      cluster.nodes().forEach(this::look);
      Await.pass(PAUSE);
    }
  }

  private void look(Node node) {
    var role = role(node);
    var seen = role == Role.PRIMARY ? cluster.seen(node) : java.util.Optional.<ClusterSeen>empty();
    long now = System.nanoTime() - startNanos;
    synchronized (this) {
      roles.add(new RoleSample(now, node.name(), role, 0));
      seen.ifPresent(
          cluster -> {
            leases.add(new LeaseSample(now, cluster.leader().orElse(""), cluster.epoch()));
            leaders.add(new LeaderSample(now, cluster.raftLeader().orElse(""), 0));
          });
    }
  }

  private Role role(Node node) {
    if (!node.host().isUp() || node.postmaster().isEmpty()) {
      return Role.DOWN;
    }
    if (cluster.isPrimary(node)) {
      return Role.PRIMARY;
    }
    return cluster.answers(node, "/replica") ? Role.STANDBY : Role.SILENT;
  }

  synchronized List<RoleSample> roles() {
    return List.copyOf(roles);
  }

  synchronized List<LeaseSample> leases() {
    return List.copyOf(leases);
  }

  synchronized List<LeaderSample> leaders() {
    return List.copyOf(leaders);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
