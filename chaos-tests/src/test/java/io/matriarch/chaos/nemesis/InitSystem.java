package io.matriarch.chaos.nemesis;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Starts agents that ended, as the unit file's {@code Restart=always} does, on every host that has
 * power and whose agent no fault holds down.
 */
public final class InitSystem implements AutoCloseable {
  private static final Duration STEP = Duration.ofMillis(100);

  private final Cluster cluster;
  private final Set<String> held = new TreeSet<>();
  private final Set<String> expected = new TreeSet<>();
  private final List<String> ends = new ArrayList<>();
  private final Thread thread;
  private volatile boolean stopped;

  public InitSystem(Cluster cluster) {
    this.cluster = cluster;
    this.thread = Thread.ofPlatform().daemon().name("lab-init").unstarted(this::watch);
  }

  public void start() {
    thread.start();
  }

  /** From here on this node's agent is left as it is. */
  synchronized void hold(String node) {
    held.add(node);
    expected.add(node);
  }

  /** From here on it is started again. */
  synchronized void release(String node) {
    held.remove(node);
  }

  /** Agents that ended although nothing was done to them, each with its exit code. */
  public synchronized List<String> unexpectedEnds() {
    return List.copyOf(ends);
  }

  private void watch() {
    while (!stopped) {
      cluster.nodes().forEach(this::look);
      Await.pass(STEP);
    }
  }

  private synchronized void look(Node node) {
    if (held.contains(node.name()) || !node.host().isUp() || node.agentRuns()) {
      return;
    }
    if (!expected.remove(node.name())) {
      note(node);
    }
    try {
      node.startAgent();
    } catch (RuntimeException e) {
      ends.add("agent of " + node.name() + " does not start: " + e.getMessage());
    }
  }

  private void note(Node node) {
    node.agent()
        .exitCode(Duration.ofMillis(1))
        .ifPresent(code -> ends.add("agent of " + node.name() + " ended with " + code));
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
