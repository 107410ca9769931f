package io.matriarch.chaos.simulation;

import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.world.Plan;
import io.matriarch.chaos.simulation.world.Profile;
import io.matriarch.chaos.simulation.world.Violation;
import io.matriarch.chaos.simulation.world.World;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the timers trade: how long clients wait when the primary's host loses power, against how
 * often a healthy cluster changes its primary because something was slow.
 *
 * <p>The hosts are as busy ones are: the agent stands still for some tens of milliseconds all the
 * time and for seconds now and then, disks stall, links are slow, and rarely a whole host stops.
 */
final class Sweep {
  private static final int SEEDS = 24;
  private static final Duration QUIET = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private record Times(long ttl, long loopWait, long retry, long suspicion) {}

  private record Result(long needless, long recoveryMillis) {}

  private static final List<Times> TIMES =
      List.of(
          new Times(3_000, 500, 1_000, 1_000),
          new Times(5_000, 500, 2_000, 1_000),
          new Times(5_000, 1_000, 2_000, 500),
          new Times(5_000, 1_000, 2_000, 1_000),
          new Times(5_000, 1_000, 2_000, 2_000),
          new Times(5_000, 1_000, 2_000, 3_000),
          new Times(8_000, 1_000, 3_000, 1_000),
          new Times(10_000, 2_000, 3_000, 2_000),
          new Times(20_000, 2_000, 5_000, 2_000),
          new Times(30_000, 5_000, 10_000, 5_000));

  private Sweep() {}

  /** Prints the table, in Markdown, row by row. */
  static void table(Profile profile, PrintStream page) throws InterruptedException {
    page.print(
        "| ttl s | loop_wait s | suspicion s | recovery median s | p90 s | worst s | needless"
            + " changes per day |\n|---|---|---|---|---|---|---|\n");
    for (var times : TIMES) {
      page.println(row(profile, times));
    }
  }

  private static String row(Profile profile, Times times) throws InterruptedException {
    var results = new ArrayList<Result>();
    var next = new AtomicInteger();
    var workers = new ArrayList<Thread>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      workers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int s = next.getAndIncrement(); s < SEEDS; s = next.getAndIncrement()) {
                      var result = run(profile, times, s);
                      synchronized (results) {
                        results.add(result);
                      }
                    }
                  }));
    }
    for (var worker : workers) {
      worker.join();
    }
    var sorted = results.stream().map(Result::recoveryMillis).sorted().toList();
    long needless = results.stream().mapToLong(Result::needless).sum();
    double days = QUIET.toSeconds() * (double) results.size() / 86_400;
    return String.format(
        Locale.ROOT,
        "| %.1f | %.1f | %.1f | %.2f | %.2f | %.2f | %.1f |",
        times.ttl() / 1e3,
        times.loopWait() / 1e3,
        times.suspicion() / 1e3,
        sorted.get(sorted.size() / 2) / 1e3,
        sorted.get(sorted.size() * 9 / 10) / 1e3,
        sorted.getLast() / 1e3,
        needless / days);
  }

  private static Result run(Profile profile, Times times, long seed) {
    Quiet.logs();
    var world = new World(seed, false);
    var plan =
        Plan.calm(profile, 3, false)
            .withTimes(times.ttl(), times.loopWait(), times.retry(), times.suspicion());
    var simulation = new Simulation(world, plan);
    var group = simulation.scene().group();
    world.runFor(Duration.ofSeconds(20));
    simulation.scene().hosts().forEach(host -> disturb(world, host));
    world.runFor(Duration.ofSeconds(5));
    long before = group.state().epoch().value();
    world.runFor(QUIET);
    long needless = group.state().epoch().value() - before;
    awaitPrimary(simulation, world);
    long lost = world.nowNanos();
    simulation.scene().hosts().stream()
        .filter(h -> h.server().acceptsWrites())
        .forEach(Host::powerOff);
    while (simulation.ledger().lastNanos() <= lost + 5_000_000
        && world.nowNanos() - lost < PATIENCE.toNanos()) {
      world.runFor(Duration.ofMillis(20));
    }
    return new Result(needless, (world.nowNanos() - lost) / 1_000_000);
  }

  private static void awaitPrimary(Simulation simulation, World world) {
    long limit = world.nowNanos() + PATIENCE.toNanos();
    while (simulation.scene().hosts().stream().noneMatch(h -> h.server().acceptsWrites())
        || simulation.ledger().lastNanos() < world.nowNanos() - 500_000_000L) {
      world.runFor(Duration.ofMillis(50));
      if (world.nowNanos() > limit) {
        throw new Violation("HealsInTime", "no primary before the power loss");
      }
    }
  }

  private static void disturb(World world, Host host) {
    var chance = world.chance();
    world.every(() -> chance.millis(2_000, 10_000), () -> pauseAgent(host, chance.millis(20, 300)));
    world.every(
        () -> chance.millis(20_000, 180_000), () -> pauseAgent(host, chance.millis(500, 3_500)));
    world.every(() -> chance.millis(30_000, 300_000), () -> host.pause(chance.millis(200, 2_500)));
    world.every(
        () -> chance.millis(10_000, 120_000),
        () -> host.server().disk().stall(chance.millis(100, 2_500)));
  }

  private static void pauseAgent(Host host, long nanos) {
    var agent = host.agent();
    if (agent != null) {
      agent.pause(nanos);
    }
  }
}
