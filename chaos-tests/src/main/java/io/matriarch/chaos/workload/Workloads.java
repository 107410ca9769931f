package io.matriarch.chaos.workload;

import io.matriarch.chaos.checker.append.Isolation;
import java.time.Duration;
import java.util.List;

/** All that there are. */
public final class Workloads {
  private Workloads() {}

  /**
   * Fresh workloads for one run.
   *
   * @param nodes how many nodes with data the cluster has
   * @param untilCountEnds how long a primary whose lease was taken away may go on answering who
   *     only reads: the lease where commits wait for standbys, zero where they do not
   */
  public static List<Workload> all(int nodes, Duration untilCountEnds) {
    return List.of(
        new Inserts(nodes, untilCountEnds),
        new Registers(),
        new Lists(Isolation.SERIALIZABLE),
        new Lists(Isolation.READ_COMMITTED),
        new Bank(Isolation.SERIALIZABLE),
        new Bank(Isolation.READ_COMMITTED),
        new StandbyReads(),
        new Counters(nodes, untilCountEnds));
  }

  /** The fewest clients that make sense of a workload; see each for what they do. */
  public static int fewestClients(Workload workload, int nodes) {
    return switch (workload) {
      case Inserts _ -> 2 * nodes + 2;
      case Counters _ -> nodes + 2;
      default -> 4;
    };
  }
}
