package io.matriarch.net.api;

import java.util.List;

/**
 * Why things are as they are.
 *
 * @param node the newest decisions of this node, newest first
 * @param coordinator the newest decisions of the coordinator, where this agent is Raft leader;
 *     newest first
 * @param coordinatorAt the name of the Raft leader, who has the coordinator's decisions; empty if
 *     unknown
 * @param blockers what is missing for a healthy cluster, as sentences; empty where nothing
 */
public record Explanation(
    List<Entry> node, List<Entry> coordinator, String coordinatorAt, List<String> blockers) {
  /**
   * One decision and how often it was repeated.
   *
   * @param at ISO-8601 time of day of the first
   * @param rule the rule that fired
   * @param decision what it decided
   * @param reason why, and until when where it waits
   * @param times how many turns in a row gave this answer
   */
  public record Entry(String at, String rule, String decision, String reason, long times) {}
}
