package io.matriarch.chaos.report;

import io.matriarch.chaos.checker.Verdict;
import io.matriarch.chaos.history.OpHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * All that is known of a run when it is over. Every time in it is in nanoseconds since the run
 * began, on the clock of the histories.
 *
 * @param title one line, such as {@code quorum, 3 nodes, seed 7}
 * @param facts what else is worth a line: seed, mode, versions, commit, machine
 * @param nodes names in the order in which they are drawn
 * @param faults what was done to the cluster
 * @param roles what servers said they were, in any order
 * @param leases who held the primary lease, as the replicated state said
 * @param leaders who led the Raft group
 * @param histories by name of the workload
 * @param verdicts by name of workload and checker: {@code append/serializable}
 */
public record RunRecord(
    String title,
    Instant startedAt,
    Duration length,
    SortedMap<String, String> facts,
    List<String> nodes,
    List<Fault> faults,
    List<RoleSample> roles,
    List<LeaseSample> leases,
    List<LeaderSample> leaders,
    SortedMap<String, OpHistory> histories,
    SortedMap<String, Verdict> verdicts) {

  /**
   * One fault from injection to cure.
   *
   * @param kind a few words, the same for all faults of a kind
   * @param on whom it struck: names of nodes, none for all
   * @param detail anything more, may be empty
   * @param toNanos when it was cured, the run's end if it never was; equal to {@code fromNanos} for
   *     what is over at once
   */
  public record Fault(String kind, List<String> on, String detail, long fromNanos, long toNanos) {}

  /** What a server was. */
  public enum Role {
    /** It takes writes. */
    PRIMARY,
    /** It is in recovery. */
    STANDBY,
    /** It is there and answers nobody: starting, stopping, paused. */
    SILENT,
    /** There is no server. */
    DOWN
  }

  /**
   * A look at one server.
   *
   * @param timeline 0 if nobody asked
   */
  public record RoleSample(long atNanos, String node, Role role, int timeline) {}

  /**
   * A look at the replicated state.
   *
   * @param holder node with the primary lease, empty for none
   */
  public record LeaseSample(long atNanos, String holder, long epoch) {}

  /**
   * A look at the Raft group.
   *
   * @param leader empty for none
   * @param term 0 if nobody asked
   */
  public record LeaderSample(long atNanos, String leader, long term) {}
}
