package io.matriarch.ctl.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The diagnosis of a cluster.
 *
 * @param findings the most urgent first
 */
public record Health(List<Finding> findings) {
  /** Agents report once a second: a view older than this has lost its source. */
  private static final long STALE_MILLIS = 10_000;

  /** Works, and would survive the loss of its primary. */
  public boolean good() {
    return findings.stream().noneMatch(Finding::wrong);
  }

  /**
   * @param blockers what the coordinator waits for, as sentences; may be empty or missing
   */
  public static Health of(ClusterStatus cluster, JsonNode blockers) {
    var findings = new ArrayList<Finding>();
    primary(cluster, findings);
    raft(cluster, findings);
    cluster.members().forEach(member -> member(cluster, member, findings));
    standbys(cluster, findings);
    blockers.forEach(blocker -> blocker(blocker.asText(), findings));
    notes(cluster, findings);
    return new Health(List.copyOf(findings));
  }

  private static void primary(ClusterStatus cluster, List<Finding> findings) {
    var leaders = cluster.members().stream().filter(MemberStatus::leads).toList();
    if (leaders.isEmpty()) {
      var why = cluster.vacancy() == null ? "no reason given" : cluster.vacancy().reason();
      findings.add(
          wrong("nobody is primary: " + why, "see `matriarchctl explain` for what it waits for"));
    }
    if (leaders.size() > 1) {
      var names = leaders.stream().map(MemberStatus::name).toList();
      findings.add(
          wrong(
              "more than one primary: " + String.join(", ", names),
              "keep clients away and stop all but the one with the highest timeline"));
    }
  }

  private static void raft(ClusterStatus cluster, List<Finding> findings) {
    if (cluster.raftLeader() == null) {
      findings.add(
          wrong(
              "the agents have no Raft leader",
              "start agents until more than half of the members run and reach each other"));
    }
    if (cluster.ageMillis() > STALE_MILLIS) {
      findings.add(
          wrong(
              "this view is %d s old".formatted(cluster.ageMillis() / 1000),
              "ask another agent with --url, and check the network of the one that answered"));
    }
  }

  private static void member(ClusterStatus cluster, MemberStatus member, List<Finding> findings) {
    if (!member.heard()) {
      var since = member.ageMillis() > 0 ? " for %d s".formatted(member.ageMillis() / 1000) : "";
      findings.add(
          wrong(
              "nothing is heard of %s%s".formatted(member.name(), since),
              "check that its machine and agent run and reach the other agents"));
    } else if (member.trouble() != null) {
      findings.add(
          wrong(
              "%s: %s".formatted(member.name(), member.trouble()),
              "see `matriarchctl explain %s`".formatted(member.name())));
    } else if (!member.well()) {
      findings.add(
          wrong(
              member.state().equals("running")
                  ? "%s runs and receives nothing".formatted(member.name())
                  : "%s is %s".formatted(member.name(), member.state()),
              "see `matriarchctl explain %s`, and the log there".formatted(member.name())));
    }
    var leader = cluster.leader();
    if (leader.isPresent()
        && member.timeline() != null
        && leader.get().timeline() != null
        && !member.timeline().equals(leader.get().timeline())) {
      findings.add(
          wrong(
              "%s is on timeline %d, the primary on %d"
                  .formatted(member.name(), member.timeline(), leader.get().timeline()),
              "see `matriarchctl explain %s` for how it is brought back".formatted(member.name())));
    }
  }

  private static void standbys(ClusterStatus cluster, List<Finding> findings) {
    if (cluster.leader().isPresent() && cluster.standbys().stream().noneMatch(MemberStatus::well)) {
      findings.add(
          wrong(
              "no standby could take over: the loss of the primary stops all writes",
              "start or add a standby"));
    }
  }

  private static void blocker(String sentence, List<Finding> findings) {
    if (findings.stream().noneMatch(known -> known.what().contains(sentence))) {
      findings.add(wrong(sentence, "see `matriarchctl explain`"));
    }
  }

  private static void notes(ClusterStatus cluster, List<Finding> findings) {
    if (cluster.paused()) {
      findings.add(note("automatic failover is off (pause)", "`matriarchctl resume` when done"));
    }
    if (cluster.leader().isPresent() && cluster.sync() != null && cluster.sync().alone()) {
      findings.add(
          note(
              "commits wait for no standby although synchronous_mode is " + cluster.sync().mode(),
              "bring a standby up that streams and is close behind"));
    }
    for (var member : cluster.members()) {
      if (member.pendingRestart()) {
        findings.add(
            note(
                "%s has settings that wait for a restart".formatted(member.name()),
                "`matriarchctl restart --rolling --pending` restarts all that wait, the primary"
                    + " last"));
      }
    }
  }

  private static Finding wrong(String what, String remedy) {
    return new Finding(true, what, remedy);
  }

  private static Finding note(String what, String remedy) {
    return new Finding(false, what, remedy);
  }
}
