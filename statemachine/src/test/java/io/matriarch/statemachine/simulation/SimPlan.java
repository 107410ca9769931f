package io.matriarch.statemachine.simulation;

import java.util.Random;

/** Which faults exist in a run and how often: drawn first, so that runs differ in kind. */
record SimPlan(
    double lateRequests,
    double lostReplies,
    double slowReplies,
    boolean partitions,
    boolean powerLoss,
    boolean agentKills,
    boolean freezes,
    boolean crashes,
    boolean hangs,
    boolean operators,
    boolean pauses,
    boolean agentStops,
    boolean failingActs,
    double clockError,
    boolean discardAllowed) {

  static SimPlan draw(Random random) {
    return new SimPlan(
        random.nextBoolean() ? 0 : random.nextDouble() * 0.1,
        random.nextBoolean() ? 0 : random.nextDouble() * 0.1,
        random.nextInt(3) > 0 ? 0 : random.nextDouble() * 0.6,
        random.nextBoolean(),
        random.nextInt(3) > 0,
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextInt(4) == 0,
        random.nextBoolean(),
        random.nextInt(3) == 0,
        random.nextInt(3) == 0,
        random.nextBoolean(),
        random.nextBoolean() ? 0 : 0.01,
        random.nextBoolean());
  }
}
