package io.matriarch.agent.loop;

import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.Explanation;
import io.matriarch.net.api.HeldElection;
import io.matriarch.net.api.RaftView;
import io.matriarch.statemachine.model.ClusterState;
import java.util.ArrayList;
import java.util.List;

/** What is missing for a healthy cluster, as sentences for {@code explain}. */
final class Blockers {
  private Blockers() {}

  /**
   * @param coordinator the coordinator's decisions where this agent is Raft leader, newest first;
   *     else empty
   */
  static List<String> of(ClusterView view, RaftView raft, List<Explanation.Entry> coordinator) {
    var blockers = new ArrayList<String>();
    var state = view.state();
    if (raft.leader() == null) {
      blockers.add(
          "there is no Raft leader: a majority of the agents must be up and connected; look at the"
              + " agents that 'matriarchctl list' does not show as running");
    }
    if (state.paused()) {
      blockers.add("the cluster is paused: no automatic failover; 'matriarchctl resume' ends it");
    }
    if (state.initialized() && state.lease() == null) {
      blockers.add("nobody is primary: " + reason(state));
      election(view, raft, coordinator, blockers);
    }
    view.reports()
        .forEach(
            (id, r) -> {
              if (r.report().trouble() != null) {
                blockers.add(id + ": " + r.report().trouble());
              }
            });
    return blockers;
  }

  private static String reason(ClusterState state) {
    return state.vacancy() == null ? "" : state.vacancy().reason();
  }

  /** The coordinator's own words where they are known here; elsewhere what the reports tell. */
  private static void election(
      ClusterView view, RaftView raft, List<Explanation.Entry> coordinator, List<String> blockers) {
    if (raft.leadsHere()) {
      coordinator.stream()
          .findFirst()
          .filter(newest -> newest.decision().equals("Hold"))
          .ifPresent(newest -> blockers.add("the election waits: " + newest.reason()));
      return;
    }
    var ask =
        raft.leader() == null ? "" : "; %s, the Raft leader, can say more".formatted(raft.leader());
    HeldElection.of(view)
        .ifPresent(
            held ->
                blockers.add(
                    "the election waits: acknowledged commits may be on %s only%s"
                        .formatted(held.missing(), ask)));
  }
}
