package io.matriarch.chaos.simulation;

import io.matriarch.chaos.simulation.report.Outcome;
import io.matriarch.chaos.simulation.world.Plan;
import io.matriarch.chaos.simulation.world.Profile;
import io.matriarch.chaos.simulation.world.Violation;
import io.matriarch.chaos.simulation.world.World;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one seed from its beginning to its end. */
public final class Seed {
  private Seed() {}

  /**
   * What did not hold, in words of the JDK alone, for whoever loaded this class in a way of its
   * own.
   *
   * @param tempted the states are also asked what no agent asks
   * @return the invariant's name and the detail; null where all held
   */
  public static @Nullable String violation(String profile, long seed, boolean tempted) {
    var outcome = run(Profile.valueOf(profile), seed, false, tempted);
    return outcome.violated() == null ? null : outcome.detail();
  }

  /**
   * @param traced an account is written; it changes nothing else
   */
  public static Outcome run(Profile profile, long seed, boolean traced) {
    return run(profile, seed, traced, true);
  }

  private static Outcome run(Profile profile, long seed, boolean traced, boolean tempted) {
    Quiet.logs();
    var world = new World(seed, traced);
    var plan = Plan.draw(profile, world.chance());
    world.trace().say("plan", "%s", plan);
    @Nullable Simulation simulation = null;
    @Nullable String violated = null;
    var detail = "";
    try {
      simulation = new Simulation(world, plan, tempted);
      simulation.run();
    } catch (Violation e) {
      violated = e.invariant();
      detail = String.valueOf(e.getMessage());
      world.trace().say("judge", "%s", detail);
    }
    return new Outcome(
        seed,
        world.elapsed(),
        world.events(),
        violated,
        detail,
        world.tally(),
        simulation == null ? 0 : simulation.ledger().acknowledged(),
        simulation == null ? 0 : simulation.scene().group().state().epoch().value() - 1,
        simulation == null ? List.of() : simulation.ledger().gapsNanos(),
        world.trace().lines());
  }
}
