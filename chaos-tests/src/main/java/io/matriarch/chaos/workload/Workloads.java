package io.matriarch.chaos.workload;

import io.matriarch.chaos.checker.append.Isolation;
import java.util.List;

/** All that there are. */
public final class Workloads {
  private Workloads() {}

  /**
   * Fresh workloads for one run.
   *
   * @param nodes how many nodes with data the cluster has
   */
  public static List<Workload> all(int nodes) {
    return List.of(
        new Inserts(nodes),
        new Registers(),
        new Lists(Isolation.SERIALIZABLE),
        new Lists(Isolation.READ_COMMITTED),
        new Bank(Isolation.SERIALIZABLE),
        new Bank(Isolation.READ_COMMITTED),
        new StandbyReads(),
        new Counters(nodes));
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
