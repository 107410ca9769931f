package io.matriarch.chaos.simulation;

import java.util.List;

/** Lines that keep acknowledged commits, each with what a slip would make of it. */
final class CommitMutations {
  private static final String CORE = "statemachine/src/main/java/io/matriarch/statemachine/";
  private static final String LOOP = "agent/src/main/java/io/matriarch/agent/loop/";

  static final List<Mutation> ALL =
      List.of(
          new Mutation(
              "every set that can elect need not meet every set that can acknowledge",
              "QUORUM",
              CORE + "model/SyncSet.java",
              "return standbys.size() - needed + 1;",
              "return standbys.size() - needed;"),
          new Mutation(
                  "a primary that is alone in having everything can be replaced",
                  "QUORUM",
                  CORE + "model/SyncSet.java",
                  "return needed > 0 && standbys",
                  "return standbys")
              .and(
                  CORE + "model/SyncSet.java",
                  "return standbys.size() - needed + 1;",
                  "return standbys.size() - Math.max(needed, 1) + 1;"),
          new Mutation(
                  "standbys are elected without a promise",
                  "QUORUM",
                  CORE + "coordinator/Recruits.java",
                  "          .filter(r -> r.promised().compareTo(promised) >= 0)\n",
                  "")
              .from(419),
          new Mutation(
              "a promise is told before the stream is cut",
              "QUORUM",
              LOOP + "ReportWriter.java",
              "database.isStandby() && answer != null && answer.isCut()",
              "database.isStandby() && answer != null"),
          new Mutation(
                  "a standby follows a primary older than it promised",
                  "QUORUM",
                  CORE + "node/NodeSeen.java",
                  "        .filter(l -> l.epoch().compareTo(database.promised()) >= 0)\n",
                  "")
              .and(
                  LOOP + "NodeDuty.java",
                  "return settled || decision instanceof Decision.Fence",
                  "return settled || !settled"),
          new Mutation(
              "a standby outside the set counts for it",
              "MIXED",
              CORE + "model/CommitRule.java",
              "return Math.max(0, needed - outside) >= set.needed();",
              "return needed >= set.needed();"),
          new Mutation(
              "a promise is recorded before older commits keep it",
              "MIXED",
              CORE + "node/SyncStep.java",
              "return covered.getAsBoolean() || follows(promise, next)",
              "return true || covered.getAsBoolean()"),
          new Mutation(
                  "the rule is changed while a change of the promise is under way",
                  "MIXED",
                  CORE + "node/KeepCommitsSafe.java",
                  "        || seen.changingSync()\n",
                  "")
              .from(626),
          new Mutation(
                  "a change of the promise that was long on its way is taken",
                  "MIXED",
                  CORE + "transition/SyncTransitions.java",
                  "      return Applied.refused(state, LEASE_RENEWED, \"renewal \" +"
                      + " lease.renewal());\n"
                      + "    }\n"
                      + "    if (!Objects.equals(state.sync(), c.expected())) {\n"
                      + "      return Applied.refused(state, STALE_SYNC, \"now \" +"
                      + " state.sync());\n",
                  "    }\n" + "    if (!Objects.equals(state.sync(), c.expected())) {\n")
              .from(476),
          new Mutation(
                  "a new primary writes without the WAL that was acknowledged",
                  "QUORUM",
                  CORE + "node/PromoteHolder.java",
                  "if (floor != null && answer.position().compareTo(floor) < 0) {",
                  "if (floor != null && answer.position().timeline() < 0) {")
              .from(222),
          new Mutation(
                  "a reserved number is reserved again",
                  "MIXED",
                  CORE + "transition/SyncTransitions.java",
                  "int number = Math.max(state.timelines(), c.above()) + 1;",
                  "int number = c.above() + 1;")
              .byTemptation(),
          new Mutation(
                  "the last primary is not counted as a standby of the next",
                  "QUORUM",
                  CORE + "model/SyncSet.java",
                  "    next.add(previous);\n",
                  "")
              .from(22),
          new Mutation(
              "what a failed successor lacked is forgotten",
              "QUORUM",
              CORE + "transition/LeaseTransitions.java",
              "var floor = confirmed ? null : lease.floor();",
              "var floor = confirmed ? lease.floor() : null;"),
          new Mutation(
                  "the rule before is believed gone at once",
                  "MIXED",
                  CORE + "node/SyncMemory.java",
                  ": since >= SETTLED.toNanos();",
                  ": since >= 0;")
              .from(50),
          new Mutation(
              "a position is believed before all WAL was read",
              "QUORUM",
              LOOP + "ReportWriter.java",
              "if (answer == null || answer.endKnown()) {",
              "if (answer == null || answer.serverVersion() > 0) {"));

  private CommitMutations() {}
}
