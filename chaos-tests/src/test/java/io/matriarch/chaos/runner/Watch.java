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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks at the cluster again and again, for the report. */
final class Watch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(400);

  /** Who is cut off knows the least. */
  private static final Comparator<ClusterSeen> NEWEST =
      Comparator.comparing(ClusterSeen::epoch).thenComparing(seen -> seen.raftLeader().isPresent());

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
      cluster.nodes().stream()
          .flatMap(node -> look(node).stream())
          .max(NEWEST)
          .ifPresent(this::agreed);
      Await.pass(PAUSE);
    }
  }

  private Optional<ClusterSeen> look(Node node) {
    var role = role(node);
    var seen = node.agentRuns() ? cluster.seen(node) : Optional.<ClusterSeen>empty();
    int timeline = role == Role.PRIMARY ? seen.map(s -> s.timelineOf(node.name())).orElse(0) : 0;
    synchronized (this) {
      roles.add(new RoleSample(System.nanoTime() - startNanos, node.name(), role, timeline));
    }
    return seen;
  }

  private synchronized void agreed(ClusterSeen seen) {
    long now = System.nanoTime() - startNanos;
    leases.add(new LeaseSample(now, seen.leader().orElse(""), seen.epoch()));
    leaders.add(new LeaderSample(now, seen.raftLeader().orElse(""), 0));
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
