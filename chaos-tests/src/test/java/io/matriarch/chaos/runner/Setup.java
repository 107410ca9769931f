package io.matriarch.chaos.runner;

import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.fault.ScheduleDraw.Means;
import io.matriarch.chaos.lab.Prerequisites;
import io.matriarch.chaos.nemesis.Clocks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a run runs on.
 *
 * @param nodes hosts in total
 * @param witness the last of them has a vote and no data
 * @param claimed what the run is judged by; differs from {@code mode} in a build that lies
 * @param mode of synchronous replication: {@code quorum}, {@code on} or {@code off}
 * @param writesPerSecond of all clients that look for the primary
 * @param wide also the kinds of fault that came last
 * @param proxied clients of unique inserts go through HAProxy and know no server
 * @param workloads how many beside unique inserts, drawn by the seed
 * @param classes directories in front of the agents' class path, to run a build with a defect
 */
public record Setup(
    int nodes,
    boolean witness,
    String claimed,
    String mode,
    int writesPerSecond,
    boolean disks,
    boolean clocks,
    boolean wide,
    boolean proxied,
    int workloads,
    List<Path> classes) {
  /** All at once would be more sessions and more work than two processors have for them. */
  static final int FEW_WORKLOADS = 2;

  /** As the lab configures it. */
  static final Duration LEASE = Duration.ofSeconds(5);

  private static final List<String> MODES = List.of("quorum", "on", "off");

  public Setup {
    if (!MODES.contains(mode)) {
      throw new IllegalArgumentException("mode: expected one of " + MODES + ", found " + mode);
    }
    if (nodes < 3 || nodes > 9) {
      throw new IllegalArgumentException("nodes: expected 3 to 9, found " + nodes);
    }
  }

  /** As much as this machine can do. */
  public static Setup of(String nodes, String mode, boolean clocks) {
    var witness = nodes.equals("2+witness");
    return new Setup(
        witness ? 3 : Integer.parseInt(nodes),
        witness,
        mode,
        mode,
        40,
        Prerequisites.disksThatForget(),
        clocks && Clocks.library().isPresent(),
        false,
        false,
        FEW_WORKLOADS,
        List.of());
  }

  /** Where commits wait for standbys, a lease may be taken away before its holder's count ends. */
  public Duration untilCountEnds() {
    return claimed.equals("off") ? Duration.ZERO : LEASE;
  }

  public Setup with(List<Path> defect) {
    return new Setup(
        nodes,
        witness,
        claimed,
        mode,
        writesPerSecond,
        disks,
        clocks,
        wide,
        proxied,
        workloads,
        defect);
  }

  /** For a build that lies about its mode: what is configured is not what is claimed. */
  public Setup configured(String otherMode) {
    return new Setup(
        nodes,
        witness,
        claimed,
        otherMode,
        writesPerSecond,
        disks,
        clocks,
        wide,
        proxied,
        workloads,
        classes);
  }

  /** With so many workloads beside unique inserts. */
  public Setup asking(int workloads) {
    return new Setup(
        nodes,
        witness,
        claimed,
        mode,
        writesPerSecond,
        disks,
        clocks,
        wide,
        proxied,
        workloads,
        classes);
  }

  /** With or without the kinds of fault that came last. */
  Setup widely(boolean also) {
    return new Setup(
        nodes,
        witness,
        claimed,
        mode,
        writesPerSecond,
        disks,
        clocks,
        also,
        proxied,
        workloads,
        classes);
  }

  /** With clients that reach the primary through HAProxy, or look for it themselves. */
  Setup behindProxy(boolean behind) {
    return new Setup(
        nodes,
        witness,
        claimed,
        mode,
        writesPerSecond,
        disks,
        clocks,
        wide,
        behind,
        workloads,
        classes);
  }

  /** As {@code --nodes} has it. */
  String layout() {
    return witness ? nodes - 1 + "+witness" : Integer.toString(nodes);
  }

  Means means() {
    return new Means(nodes, disks, clocks, wide);
  }

  Promise promise() {
    return claimed.equals("off") ? Promise.LOSS_ALLOWED : Promise.ACKNOWLEDGED_SURVIVES;
  }

  String title() {
    return "%s, %s nodes".formatted(claimed, witness ? nodes - 1 + " + witness" : nodes);
  }
}
