package io.matriarch.chaos.simulation;

import java.util.List;

/** Lines that keep two sites of one database apart, each with what a slip would make of it. */
final class SideMutations {
  private static final String CORE = "statemachine/src/main/java/io/matriarch/statemachine/";
  private static final String LOOP = "agent/src/main/java/io/matriarch/agent/loop/";

  static final List<Mutation> ALL =
      List.of(
          new Mutation(
                  "a standby leader connects to the other side whatever its history",
                  "OFF",
                  CORE + "node/RemoteJudgement.java",
                  "return remote.history().contains(at)",
                  "return remote.history().contains(at) || !remote.history().contains(at)")
              .from(469),
          new Mutation(
                  "a number that the other side has taken is given out here",
                  "OFF",
                  CORE + "node/Wishes.java",
                  "          Wishes::noteTimelines,\n",
                  "")
              .and(
                  CORE + "transition/StandbyTransitions.java",
                  "int UNHEARD_TIMELINES = 16;",
                  "int UNHEARD_TIMELINES = 0;")
              .from(242),
          new Mutation(
                  "a cluster is promoted while the other side says that it writes",
                  "OFF",
                  LOOP + "SideChange.java",
                  "if (!remote.inRecovery()) {",
                  "if (remote.address().isEmpty()) {")
              .from(1711));

  private SideMutations() {}
}
