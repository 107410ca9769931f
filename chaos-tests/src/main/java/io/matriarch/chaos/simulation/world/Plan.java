package io.matriarch.chaos.simulation.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What may happen in one run and how often: each seed first draws its own world, since a world in
 * which everything happens all the time hides what needs a quiet moment.
 *
 * @param databases nodes with PostgreSQL
 * @param witness one more member without
 * @param steps faults before all are healed
 * @param loss share of messages lost
 * @param duplication share of messages that arrive twice
 * @param lostReplies share of committed commands whose outcome is not told
 * @param slowReplies share of replies that take up to two seconds
 * @param lateRequests share of commands that are also committed seconds later
 * @param rateError most by which a clock's rate is off
 * @param failingActs share of acts that fail
 * @param slowStarts share of server starts that take many seconds
 * @param promotionStalls share of promotions that take five seconds
 * @param ttlMillis the lease
 * @param loopWaitMillis heartbeat
 * @param retryMillis one attempt
 * @param lagBytes most lag of a candidate
 * @param mode {@code synchronous_mode}
 * @param strict a commit waits rather than be on the primary alone
 * @param nodeCount how many standbys a commit waits for
 * @param suspicionMillis how long a primary may be silent
 * @param writesPerSecond of all clients
 * @param faults which kinds, the frequent ones more than once
 * @param gapMillis most time between two faults
 * @param traps how many ambushes are laid from the beginning
 * @param ranked the nodes' failover priorities differ
 * @param trailing WAL takes long to one of the nodes
 */
public record Plan(
    Profile profile,
    int databases,
    boolean witness,
    int steps,
    double loss,
    double duplication,
    double lostReplies,
    double slowReplies,
    double lateRequests,
    double rateError,
    double failingActs,
    double slowStarts,
    double promotionStalls,
    long ttlMillis,
    long loopWaitMillis,
    long retryMillis,
    long lagBytes,
    String mode,
    boolean strict,
    int nodeCount,
    long suspicionMillis,
    long writesPerSecond,
    List<FaultKind> faults,
    long gapMillis,
    int traps,
    boolean ranked,
    boolean trailing) {
  private record Times(long ttl, long loopWait, long retry) {}

  private static final List<Times> TIMES =
      List.of(
          new Times(5_000, 1_000, 2_000),
          new Times(5_000, 1_000, 2_000),
          new Times(3_000, 500, 1_000),
          new Times(10_000, 2_000, 3_000));

  /** Draws the world of one seed. */
  public static Plan draw(Profile profile, Chance chance) {
    var layout = chance.between(0, 9);
    var times = chance.of(TIMES);
    // Some mistakes show only where one thing goes wrong right after another.
    boolean storm = chance.hits(0.4);
    return new Plan(
        profile,
        layout < 5 ? 3 : layout < 7 ? 5 : 2,
        layout >= 7,
        (int) (storm ? chance.between(10, 30) : chance.between(6, 12)),
        some(chance, 0.02),
        some(chance, 0.05),
        some(chance, 0.2),
        some(chance, 0.1),
        some(chance, 0.2),
        profile == Profile.CLOCKS ? 0.08 : some(chance, 0.0099),
        some(chance, 0.1),
        some(chance, 0.1),
        some(chance, 0.2),
        times.ttl(),
        times.loopWait(),
        times.retry(),
        chance.hits(0.3) ? chance.between(500, 20_000) : 1_048_576,
        mode(profile, chance),
        !profile.isAsynchronous() && chance.hits(0.2),
        chance.hits(0.25) ? 2 : 1,
        chance.hits(0.7) ? 1_000 : 2_000,
        chance.between(2, 12),
        faults(profile, chance),
        storm ? chance.between(300, 2_500) : 8_000,
        chance.hits(0.5) ? (int) chance.between(1, 4) : 0,
        chance.hits(0.4),
        chance.hits(0.3));
  }

  /** A world in which only happens what a script says. */
  public static Plan calm(Profile profile, int databases, boolean witness) {
    return new Plan(
        profile,
        databases,
        witness,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        5_000,
        1_000,
        2_000,
        1_048_576,
        profile.isAsynchronous() ? "off" : profile == Profile.ON ? "on" : "quorum",
        false,
        1,
        1_000,
        8,
        List.of(),
        0,
        0,
        false,
        false);
  }

  /** The same with other timers. */
  public Plan withTimes(long ttl, long loopWait, long retry, long suspicion) {
    return new Plan(
        profile,
        databases,
        witness,
        steps,
        loss,
        duplication,
        lostReplies,
        slowReplies,
        lateRequests,
        rateError,
        failingActs,
        slowStarts,
        promotionStalls,
        ttl,
        loopWait,
        retry,
        lagBytes,
        mode,
        strict,
        nodeCount,
        suspicion,
        writesPerSecond,
        faults,
        gapMillis,
        traps,
        ranked,
        trailing);
  }

  private static double some(Chance chance, double most) {
    return chance.hits(0.5) ? chance.fraction() * most : 0;
  }

  private static String mode(Profile profile, Chance chance) {
    return switch (profile) {
      case OFF, CLOCKS -> "off";
      case QUORUM -> "quorum";
      case ON -> "on";
      case MIXED -> chance.of(List.of("off", "on", "quorum"));
    };
  }

  /** A subset, of which some happen all the time. */
  private static List<FaultKind> faults(Profile profile, Chance chance) {
    var drawn = new ArrayList<FaultKind>();
    double share = chance.hits(0.3) ? 0.15 : 0.5;
    for (var kind : FaultKind.values()) {
      if (chance.hits(share)) {
        drawn.addAll(Collections.nCopies(chance.hits(0.2) ? 4 : 1, kind));
      }
    }
    if (profile == Profile.MIXED && chance.hits(0.5)) {
      drawn.addAll(Collections.nCopies(drawn.size() / 2 + 1, FaultKind.MODE_CHANGE));
    }
    if (profile != Profile.MIXED) {
      drawn.removeIf(k -> k == FaultKind.MODE_CHANGE);
    }
    if (drawn.isEmpty()) {
      drawn.add(FaultKind.POWER_LOSS_PRIMARY);
    }
    return drawn;
  }

  /** {@code wal_receiver_timeout}, and that of the sender. */
  public long streamTimeoutNanos() {
    return profile.isAsynchronous() ? 4_000_000_000L : 2 * suspicionMillis * 1_000_000;
  }

  public int members() {
    return databases + (witness ? 1 : 0);
  }
}
