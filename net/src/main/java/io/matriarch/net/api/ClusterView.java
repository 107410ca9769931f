package io.matriarch.net.api;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import java.util.SortedMap;

/**
 * The cluster as an agent last knew it: its own applied state and the reports that the Raft leader
 * holds.
 *
 * @param scope the cluster's name
 * @param state the state applied here
 * @param reports the newest report of each member that was heard
 * @param ageMillis since this agent last got the reports from a Raft leader (0 on the Raft leader)
 */
public record ClusterView(
    String scope, ClusterState state, SortedMap<MemberId, AgedReport> reports, long ageMillis) {
  /**
   * A report and its age when the view was made.
   *
   * @param report what the member said
   * @param ageMillis since the Raft leader received it
   */
  public record AgedReport(MemberReport report, long ageMillis) {}
}
