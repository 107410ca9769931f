package io.matriarch.chaos.simulation;

import java.util.List;

/** Lines that keep the primary role with one node, each with what a slip would make of it. */
final class LeaseMutations {
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
              "return Spans.share(ttl, 103, 100);",
              "return Spans.share(ttl, 1, 2);"),
          new Mutation(
              "a lease is called expired without a margin for clocks",
              "OFF",
              CORE + "model/LeaseTerms.java",
              "return Spans.share(ttl, 103, 100);",
              "return Spans.share(ttl, 99, 100);"),
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
                  "a grant is counted from its arrival",
                  "OFF",
                  LOOP + "LeaseCount.java",
                  "var deadline = moment + lease.ttl().toNanos();",
                  "var deadline = nowNanos + lease.ttl().toNanos();")
              .from(75),
          new Mutation(
                  "a successor may lack the last byte",
                  "OFF",
                  CORE + "transition/LeaseTransitions.java",
                  "                c.stoppedAt(),\n                \"requested by",
                  "                null,\n                \"requested by")
              .from(887),
          new Mutation(
                  "a lease that is made shorter is counted at its old length",
                  "OFF",
                  LOOP + "LeaseCount.java",
                  "now.deadlineNanos() - shorter > 0",
                  "now.deadlineNanos() < 0")
              .from(1267),
          new Mutation(
                  "a renewal that was long on its way extends the lease",
                  "OFF",
                  CORE + "transition/LeaseTransitions.java",
                  "      return Applied.refused(state, LEASE_RENEWED, \"renewal \" +"
                      + " lease.renewal());\n"
                      + "    }\n"
                      + "    // Open-ended",
                  "    }\n" + "    // Open-ended")
              .from(260),
          new Mutation(
                  "an expiry does not see a renewal that came before it",
                  "OFF",
                  CORE + "transition/LeaseTransitions.java",
                  "      return Applied.refused(state, LEASE_RENEWED, \"renewal \" +"
                      + " lease.renewal());\n"
                      + "    }\n"
                      + "    if (lease.openEnded()) {",
                  "    }\n" + "    if (lease.openEnded()) {")
              .from(248),
          new Mutation(
                  "a lease left open by a pause is expired",
                  "OFF",
                  CORE + "transition/LeaseTransitions.java",
                  "      return Applied.refused(state, LEASE_OPEN_ENDED, \"holder \" +"
                      + " lease.holder());\n",
                  "")
              .and(
                  CORE + "coordinator/ExpireSilentLease.java",
                  "if (lease.openEnded() || seen.state().paused()) {",
                  "if (seen.state().paused()) {")
              .from(37),
          new Mutation(
                  "a release overtakes the renewal of a holder that changed its mind",
                  "OFF",
                  CORE + "transition/LeaseTransitions.java",
                  "      return Applied.refused(state, LEASE_RENEWED, \"renewal \" +"
                      + " lease.renewal());\n"
                      + "    }\n"
                      + "    var before = state.vacancy();",
                  "    }\n" + "    var before = state.vacancy();")
              .byTemptation(),
          new Mutation(
                  "an assignment does not see the epoch it was made for",
                  "OFF",
                  CORE + "transition/LeaseTransitions.java",
                  "if (!c.expected().equals(state.epoch())) {",
                  "if (c.expected().compareTo(state.epoch()) > 0) {")
              .byTemptation(),
          new Mutation(
                  "the role is given away while its lease is held",
                  "OFF",
                  CORE + "transition/LeaseTransitions.java",
                  "    if (state.lease() != null) {\n"
                      + "      return Applied.refused(state, LEASE_HELD, \"by \" +"
                      + " state.lease().holder());\n"
                      + "    }\n",
                  "")
              .and(
                  CORE + "transition/LeaseTransitions.java",
                  "if (!c.expected().equals(state.epoch())) {",
                  "if (c.expected().compareTo(state.epoch()) > 0) {")
              .byTemptation(),
          new Mutation(
              "an assignment keeps the epoch",
              "OFF",
              CORE + "transition/StateEdit.java",
              "    epoch = epoch.next();\n",
              ""),
          new Mutation(
                  "a renewal closes the lease that its holder believes open",
                  "OFF",
                  CORE + "transition/LeaseTransitions.java",
                  "var openEnded = !c.bounded() || state.paused();",
                  "var openEnded = state.paused();")
              .from(740),
          new Mutation(
                  "a server is promoted without a guard",
                  "OFF",
                  LOOP + "NodeDuty.java",
                  "case Decision.Promote p -> armed(held, p, justified(p.epoch()));",
                  "case Decision.Promote p -> database.start(p, justified(p.epoch()));")
              .and(LOOP + "GuardDuty.java", "blocking.execute(this::prepare);", "")
              .from(118),
          new Mutation(
                  "a server is started as primary without a guard",
                  "OFF",
                  LOOP + "NodeDuty.java",
                  "case Decision.StartPrimary s -> armed(held, s, justified(s.epoch()));",
                  "case Decision.StartPrimary s -> database.start(s, justified(s.epoch()));")
              .from(23),
          new Mutation(
              "a guard that is gone is not replaced",
              "OFF",
              LOOP + "GuardDuty.java",
              "if (held != null && (bare || !deadman.feed(held))) {",
              "if (held != null && (bare || !deadman.feed(held) && deadman.feed(held))) {"),
          new Mutation(
                  "the guard of an earlier agent is ended beside a standby",
                  "OFF",
                  LOOP + "GuardDuty.java",
                  "deadman.disarmOfStandby(seen.nowNanos());",
                  "deadman.disarm();")
              .from(1049),
          new Mutation(
                  "an agent that restarts does not take over the lease of its guard",
                  "OFF",
                  LOOP + "ControlLoop.java",
                  "    lease.inherit(inherited, clock.nanos());\n"
                      + "    deadman.takeOver(inherited.deadlineNanos());",
                  "    guardHere.disarm();")
              .from(1060),
          new Mutation(
                  "a server starts while the release of its lease is under way",
                  "OFF",
                  CORE + "node/NodeSeen.java",
                  "        && !releasing()\n",
                  "")
              .and(
                  LOOP + "WishDuty.java",
                  "      // Whatever becomes of it, this node does not count on the lease any"
                      + " more.\n"
                      + "      lease.surrender();\n",
                  ""),
          new Mutation(
                  "a clean stop is remembered after the server started again",
                  "OFF",
                  CORE + "node/NodeMemory.java",
                  "case Decision.StartPrimary s -> edit.stopped = null;",
                  "case Decision.StartPrimary s -> {}")
              .and(
                  CORE + "node/ReleaseReason.java",
                  "stopped != null && stopped.epoch().equals(lease.epoch()) ? stopped.at() : null",
                  "stopped != null ? stopped.at() : null"),
          new Mutation(
                  "a candidate that has forked is promoted",
                  "OFF",
                  CORE + "model/AgreedHistory.java",
                  "return missedTheLast(state, position) && !of(state).contains(position);",
                  "return missedTheLast(state, position) && position.timeline() < 0;")
              .from(334),
          new Mutation(
              "an earlier fork does not shorten what came before",
              "OFF",
              CORE + "model/AgreedHistory.java",
              "f.end().isAfter(begin) ? new Fork(f.timeline(), begin) : f",
              "f"),
          new Mutation(
                  "where a timeline began is not known of a primary that died early",
                  "OFF",
                  CORE + "transition/LeaseTransitions.java",
                  "later(lease.position(), begun(state, lease))",
                  "lease.position()")
              .from(334),
          new Mutation(
                  "a candidate may lag as far as it likes",
                  "OFF",
                  CORE + "coordinator/Candidates.java",
                  "return lagBytes > allowed",
                  "return lagBytes < 0")
              .from(1051),
          new Mutation(
                  "a hand-over does not wait for the last byte",
                  "OFF",
                  CORE + "coordinator/FinishHandover.java",
                  "            && position.lsn().compareTo(last.lsn()) >= 0\n" + "        ? null",
                  "        ? null")
              .and(
                  CORE + "node/PromoteHolder.java",
                  "if (floor != null && answer.position().compareTo(floor) < 0) {",
                  "if (floor != null && answer.position().timeline() < 0) {")
              .from(887),
          new Mutation(
                  "an operation begins while another runs",
                  "OFF",
                  CORE + "transition/OperationTransitions.java",
                  "      return running.id().equals(c.operationId())\n"
                      + "          ? Applied.done(state)\n"
                      + "          : Applied.refused(state, OPERATION_RUNNING, running.kind() + \""
                      + " \" + running.id());\n",
                  "")
              .from(96),
          new Mutation(
                  "a paused cluster is given another primary",
                  "OFF",
                  CORE + "coordinator/ElectPrimary.java",
                  "eligible = eligible.stream().filter(c ->"
                      + " c.id().equals(vacancy.previous())).toList();",
                  "eligible = List.copyOf(eligible);")
              .and(
                  CORE + "transition/LeaseTransitions.java",
                  "if (state.paused() && !comesBack) {",
                  "if (state.paused() && comesBack) {")
              .from(99));

  private LeaseMutations() {}
}
