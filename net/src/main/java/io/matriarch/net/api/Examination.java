package io.matriarch.net.api;

import java.util.List;

/**
 * What a node found when it looked at itself and at its ways to the others.
 *
 * @param node its name
 * @param clockEpochMillis its time of day when it began
 * @param findings what an operator should know; empty where all is well
 * @param disks how long a write takes to be durable there
 * @param paths to every other member, in the order of their names
 */
public record Examination(
    String node,
    long clockEpochMillis,
    List<Finding> findings,
    List<Disk> disks,
    List<Path> paths) {
  public Examination {
    findings = List.copyOf(findings);
    disks = List.copyOf(disks);
    paths = List.copyOf(paths);
  }

  /**
   * One thing an operator should know.
   *
   * @param wrong something does not work, or will not when it is needed; else it is only worth
   *     knowing
   * @param what was found; never a password
   * @param remedy what to do
   */
  public record Finding(boolean wrong, String what, String remedy) {}

  /**
   * A directory whose writes must be durable.
   *
   * @param purpose {@code raft} or {@code data}
   * @param medianMicros half of the writes were durable within this; {@link #UNWRITABLE} where it
   *     cannot be written to
   * @param p99Micros all but one in a hundred
   */
  public record Disk(String purpose, String directory, long medianMicros, long p99Micros) {
    public static final long UNWRITABLE = -1;
  }

  /** What goes from one member to another. */
  public enum Kind {
    /** Reports and forwarded changes. */
    API,
    RAFT,
    /** WAL, as the replication user. */
    REPLICATION
  }

  /**
   * One way to another member.
   *
   * @param to its name
   * @param address what was connected to
   * @param micros until it answered; meaningless where it did not
   * @param obstacle why it is closed; empty where it is open
   */
  public record Path(String to, Kind kind, String address, long micros, String obstacle) {
    public boolean open() {
      return obstacle.isEmpty();
    }
  }
}
