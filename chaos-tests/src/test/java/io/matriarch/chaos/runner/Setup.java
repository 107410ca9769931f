package io.matriarch.chaos.runner;

import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.fault.ScheduleDraw.Means;
import io.matriarch.chaos.lab.Prerequisites;
import io.matriarch.chaos.nemesis.Clocks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

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
    return but(draft -> draft.classes = defect);
  }

  /** For a build that lies about its mode: what is configured is not what is claimed. */
  public Setup configured(String otherMode) {
    return but(draft -> draft.mode = otherMode);
  }

  /** With so many workloads beside unique inserts. */
  public Setup asking(int workloads) {
    return but(draft -> draft.workloads = workloads);
  }

  /** With or without the kinds of fault that came last. */
  Setup widely(boolean also) {
    return but(draft -> draft.wide = also);
  }

  /** With clients that reach the primary through HAProxy, or look for it themselves. */
  Setup behindProxy(boolean behind) {
    return but(draft -> draft.proxied = behind);
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

  private Setup but(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** One that is not complete yet. */
  private static final class Draft {
    private final Setup from;
    private String mode;
    private boolean wide;
    private boolean proxied;
    private int workloads;
    private List<Path> classes;

    Draft(Setup from) {
      this.from = from;
      mode = from.mode;
      wide = from.wide;
      proxied = from.proxied;
      workloads = from.workloads;
      classes = from.classes;
    }

    Setup done() {
      return new Setup(
          from.nodes,
          from.witness,
          from.claimed,
          mode,
          from.writesPerSecond,
          from.disks,
          from.clocks,
          wide,
          proxied,
          workloads,
          classes);
    }
  }
}
