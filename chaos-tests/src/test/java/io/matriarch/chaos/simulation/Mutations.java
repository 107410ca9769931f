package io.matriarch.chaos.simulation;

import java.util.List;

/** Lines that keep the cluster safe, each with what a slip would make of it. */
final class Mutations {
  private static final String CORE = "statemachine/src/main/java/io/matriarch/statemachine/";
  private static final String LOOP = "agent/src/main/java/io/matriarch/agent/loop/";

  static final List<Mutation> ALL =
      List.of(
          new Mutation(
              "the agent does not fence before its lease ends",
              "OFF",
              CORE + "node/FenceWithoutLease.java",
              "if (left.compareTo(seen.fenceMargin()) <= 0) {",
              "if (left.isZero()) {"),
          new Mutation(
              "the fence begins with the last millisecond",
              "OFF",
              CORE + "model/LeaseTerms.java",
              "if (fifth.compareTo(LEAST_MARGIN) < 0) {\n"
                  + "      return LEAST_MARGIN;\n"
                  + "    }\n"
                  + "    return fifth.compareTo(MOST_MARGIN) > 0 ? MOST_MARGIN : fifth;",
              "return Duration.ofMillis(1);"),
          new Mutation(
              "a lease is called expired after half of it",
              "OFF",
              CORE + "model/LeaseTerms.java",
              "return ttl.multipliedBy(103).dividedBy(100);",
              "return ttl.dividedBy(2);"),
          new Mutation(
              "a lease is called expired without a margin for clocks",
              "OFF",
              CORE + "model/LeaseTerms.java",
              "return ttl.multipliedBy(103).dividedBy(100);",
              "return ttl.multipliedBy(99).dividedBy(100);"),
          new Mutation(
              "a late primary is expired at once",
              "OFF",
              CORE + "coordinator/ExpireSilentLease.java",
              "if (silence.compareTo(wait) > 0) {",
              "if (late) {"),
          new Mutation(
              "a renewal is counted from its answer",
              "OFF",
              LOOP + "LeaseCount.java",
              "var deadline = sentNanos + ttl.toNanos();",
              "var deadline = nowNanos + ttl.toNanos();"),
          new Mutation(
              "a lease that is made shorter is counted at its old length",
              "OFF",
              LOOP + "LeaseCount.java",
              "now.deadlineNanos() - shorter > 0",
              "now.deadlineNanos() < 0"),
          new Mutation(
              "a renewal that was long on its way extends the lease",
              "OFF",
              CORE + "transition/LeaseTransitions.java",
              "      return Applied.refused(state, LEASE_RENEWED, \"renewal \" +"
                  + " lease.renewal());\n"
                  + "    }\n"
                  + "    // Open-ended",
              "    }\n" + "    // Open-ended"),
          new Mutation(
              "an expiry does not see a renewal that came before it",
              "OFF",
              CORE + "transition/LeaseTransitions.java",
              "      return Applied.refused(state, LEASE_RENEWED, \"renewal \" +"
                  + " lease.renewal());\n"
                  + "    }\n"
                  + "    if (lease.openEnded()) {",
              "    }\n" + "    if (lease.openEnded()) {"),
          new Mutation(
              "a lease left open by a pause is expired",
              "OFF",
              CORE + "transition/LeaseTransitions.java",
              "      return Applied.refused(state, LEASE_OPEN_ENDED, \"holder \" +"
                  + " lease.holder());\n",
              ""),
          new Mutation(
              "a release overtakes the renewal of a holder that changed its mind",
              "OFF",
              CORE + "transition/LeaseTransitions.java",
              "      return Applied.refused(state, LEASE_RENEWED, \"renewal \" +"
                  + " lease.renewal());\n"
                  + "    }\n"
                  + "    var before = state.vacancy();",
              "    }\n" + "    var before = state.vacancy();"),
          new Mutation(
              "an assignment does not see the epoch it was made for",
              "OFF",
              CORE + "transition/LeaseTransitions.java",
              "if (!c.expected().equals(state.epoch())) {",
              "if (c.expected().compareTo(state.epoch()) > 0) {"),
          new Mutation(
              "the role is given away while its lease is held",
              "OFF",
              CORE + "transition/LeaseTransitions.java",
              "    if (state.lease() != null) {\n"
                  + "      return Applied.refused(state, LEASE_HELD, \"by \" +"
                  + " state.lease().holder());\n"
                  + "    }\n",
              ""),
          new Mutation(
              "an assignment keeps the epoch",
              "OFF",
              CORE + "transition/StateEdit.java",
              "    epoch = epoch.next();\n",
              ""),
          new Mutation(
              "a pause does not open the lease",
              "OFF",
              CORE + "transition/ConfigTransitions.java",
              "lease.renewed(lease.ttl(), true, lease.position())",
              "lease.renewed(lease.ttl(), lease.openEnded(), lease.position())"),
          new Mutation(
              "a renewal closes the lease that its holder believes open",
              "OFF",
              CORE + "transition/LeaseTransitions.java",
              "var openEnded = !c.bounded() || state.paused();",
              "var openEnded = state.paused();"),
          new Mutation(
              "a server is promoted without a guard",
              "OFF",
              LOOP + "NodeDuty.java",
              "case Decision.Promote p -> armed(held, p, justified(p.epoch()));",
              "case Decision.Promote p -> database.start(p, justified(p.epoch()));"),
          new Mutation(
              "a server is started as primary without a guard",
              "OFF",
              LOOP + "NodeDuty.java",
              "case Decision.StartPrimary s -> armed(held, s, justified(s.epoch()));",
              "case Decision.StartPrimary s -> database.start(s, justified(s.epoch()));"),
          new Mutation(
              "a guard that is gone is not replaced",
              "OFF",
              LOOP + "NodeDuty.java",
              "if (held == null || deadman.feed(held)) {",
              "if (held == null || deadman.feed(held) || deadman.feed(held) == deadman.feed(held))"
                  + " {"),
          new Mutation(
              "an agent that restarts does not take over the lease of its guard",
              "OFF",
              LOOP + "ControlLoop.java",
              "              lease.inherit(inherited);\n" + "              deadman.takeOver();",
              "              parts.guard().disarm();"),
          new Mutation(
              "a server starts while the release of its lease is under way",
              "OFF",
              CORE + "node/NodeSeen.java",
              "        && !releasing()\n",
              ""),
          new Mutation(
              "a server starts while its node is about to give up the lease",
              "OFF",
              CORE + "node/StartInPlace.java",
              "if (giveUp != null) {",
              "if (giveUp != null && giveUp.isEmpty()) {"),
          new Mutation(
              "a clean stop of an earlier epoch counts as one of this",
              "OFF",
              CORE + "node/ReleaseReason.java",
              "stopped != null && stopped.epoch().equals(lease.epoch()) ? stopped.at() : null",
              "stopped != null ? stopped.at() : null"),
          new Mutation(
              "a clean stop is remembered after the server started again",
              "OFF",
              CORE + "node/NodeMemory.java",
              "case Decision.StartPrimary s -> edit.stopped = null;",
              "case Decision.StartPrimary s -> {}"),
          new Mutation(
              "a candidate that has forked is promoted",
              "OFF",
              CORE + "coordinator/Candidates.java",
              "return forked(seen.state(), report.position());",
              "return null;"),
          new Mutation(
              "an earlier fork does not shorten what came before",
              "OFF",
              CORE + "coordinator/Candidates.java",
              "f.end().isAfter(begin) ? new Fork(f.timeline(), begin) : f",
              "f"),
          new Mutation(
              "where a timeline began is not known of a primary that died early",
              "OFF",
              CORE + "transition/LeaseTransitions.java",
              "later(lease.position(), begun(state, lease))",
              "lease.position()"),
          new Mutation(
              "a candidate may lag as far as it likes",
              "OFF",
              CORE + "coordinator/Candidates.java",
              "return lagBytes > allowed",
              "return lagBytes < 0"),
          new Mutation(
              "a hand-over does not wait for the last byte",
              "OFF",
              CORE + "coordinator/FinishHandover.java",
              "            && position.lsn().compareTo(last.lsn()) >= 0\n" + "        ? null",
              "        ? null"),
          new Mutation(
              "an operation begins while another runs",
              "OFF",
              CORE + "transition/OperationTransitions.java",
              "      return running.id().equals(c.operationId())\n"
                  + "          ? Applied.done(state)\n"
                  + "          : Applied.refused(state, OPERATION_RUNNING, running.kind() + \" \" +"
                  + " running.id());\n",
              ""),
          new Mutation(
              "a paused cluster is given another primary",
              "OFF",
              CORE + "coordinator/ElectPrimary.java",
              "eligible = eligible.stream().filter(c ->"
                  + " c.id().equals(vacancy.previous())).toList();",
              "eligible = List.copyOf(eligible);"),
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
              "return standbys"),
          new Mutation(
              "standbys are elected without a promise",
              "QUORUM",
              CORE + "coordinator/Recruits.java",
              "          .filter(r -> r.promised().compareTo(promised) >= 0)\n",
              ""),
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
              ""),
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
              "return covered || follows(promise, next)",
              "return covered || !covered"),
          new Mutation(
              "a promise is recorded before the rule keeps it",
              "MIXED",
              CORE + "node/SyncStep.java",
              "if (!inEffect.keeps(next)) {",
              "if (next != null && next.needed() < 0) {"),
          new Mutation(
              "the rule is changed while a change of the promise is under way",
              "MIXED",
              CORE + "node/KeepCommitsSafe.java",
              "        || seen.changingSync()\n",
              ""),
          new Mutation(
              "a change of the promise that was long on its way is taken",
              "MIXED",
              CORE + "transition/SyncTransitions.java",
              "      return Applied.refused(state, LEASE_RENEWED, \"renewal \" +"
                  + " lease.renewal());\n"
                  + "    }\n"
                  + "    if (!Objects.equals(state.sync(), c.expected())) {\n"
                  + "      return Applied.refused(state, STALE_SYNC, \"now \" + state.sync());\n",
              "    }\n" + "    if (!Objects.equals(state.sync(), c.expected())) {\n"),
          new Mutation(
              "a new primary writes without the WAL that was acknowledged",
              "QUORUM",
              CORE + "node/PromoteHolder.java",
              "if (floor != null && answer.position().compareTo(floor) < 0) {",
              "if (floor != null && answer.position().timeline() < 0) {"),
          new Mutation(
              "a reserved number is reserved again",
              "MIXED",
              CORE + "transition/SyncTransitions.java",
              "int number = Math.max(state.timelines(), c.above()) + 1;",
              "int number = c.above() + 1;"),
          new Mutation(
              "the last primary is not counted as a standby of the next",
              "QUORUM",
              CORE + "model/SyncSet.java",
              "    next.add(previous);\n",
              ""),
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
              "var settled = database.answeredNanos() - before.sinceNanos >= SETTLED.toNanos();",
              "var settled = database.answeredNanos() >= before.sinceNanos;"),
          new Mutation(
              "a position is believed before all WAL was read",
              "QUORUM",
              LOOP + "ReportWriter.java",
              "if (answer == null || answer.endKnown()) {",
              "if (answer == null || answer.serverVersion() > 0) {"));

  private Mutations() {}
}
