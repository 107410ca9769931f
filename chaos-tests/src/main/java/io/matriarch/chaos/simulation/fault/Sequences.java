package io.matriarch.chaos.simulation.fault;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.FaultKind;
import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.chaos.simulation.world.World;
import java.util.List;

/** Faults that come one after the other, each too rare by chance to follow the one before. */
final class Sequences {
  private final Scene scene;
  private final World world;
  private final Chance chance;
  private final Cuts cuts;
  private final Operators operators;
  private final Faults faults;
  private int healed;

  Sequences(Scene scene, Cuts cuts, Operators operators, Faults faults) {
    this.scene = scene;
    this.world = scene.world();
    this.chance = world.chance();
    this.cuts = cuts;
    this.operators = operators;
    this.faults = faults;
  }

  void play(FaultKind kind, Host some, Host primary) {
    switch (kind) {
      case STREAMS_BREAK_THEN_POWER_LOSS -> streamsBreak(primary);
      case PRIMARY_UNHEARD -> unheard(primary);
      case PAUSE_CUT_RESUME -> pauseAndResume(primary);
      case AGENT_CRASH_LOOP -> crash(chance.hits(0.6) ? primary : some, (int) chance.between(1, 4));
      default -> throw new IllegalArgumentException("no sequence: " + kind);
    }
  }

  /** What was about to happen does not. */
  void heal() {
    healed++;
  }

  private void later(long nanos, Runnable what) {
    int mine = healed;
    world.after(
        nanos,
        () -> {
          if (mine == healed) {
            what.run();
          }
        });
  }

  /** Its standbys have not what it told last. */
  private void streamsBreak(Host primary) {
    faults.say(primary, "its streams break");
    cuts.isolate(primary, List.of(Link.WAL), chance.millis(3_000, 12_000));
    later(chance.millis(100, 3_000), () -> faults.powerLoss(primary));
  }

  /** The agents do not hear it; its clients do, and soon its standbys again. */
  private void unheard(Host primary) {
    faults.say(primary, "nobody hears its agent");
    cuts.isolate(primary, List.of(Link.RAFT, Link.API), chance.millis(3_000, 12_000));
    long patience = scene.plan().suspicionMillis();
    cuts.isolate(primary, List.of(Link.WAL), chance.millis(patience, 3 * patience));
    if (chance.hits(0.5)) {
      var standby = chance.of(scene.hosts());
      later(chance.millis(0, 2 * patience), () -> standby.raft().lag(chance.millis(1_000, 6_000)));
    }
  }

  /** What is left of the first agent is all that can stop the server, once it takes writes. */
  void dieInPromotion(Host host) {
    var aside = world.aside();
    world.tally().count("ambush", "agent dies twice in a slow promotion");
    host.server().holdUps().promotion(aside.millis(1_000, 6_000));
    long first = aside.millis(15, 900);
    long start = first + aside.millis(5, 100);
    long second = start + aside.millis(10, 900);
    later(first, () -> dies(host));
    later(start, host::startAgent);
    later(second, () -> dies(host));
    later(second + aside.millis(8_000, 20_000), host::startAgent);
  }

  private void dies(Host host) {
    if (host.agentRuns() && host.isGuarded()) {
      faults.say(host, "the agent dies in a promotion");
      host.killAgent();
    }
  }

  /** The primary hears of a pause and not of its end. */
  private void pauseAndResume(Host primary) {
    operators.pause(chance.of(scene.hosts()), true);
    later(
        chance.millis(20, 1_500),
        () -> {
          faults.say(primary, "cut off in a pause");
          cuts.isolate(primary, List.of(Link.RAFT), chance.millis(300, 20_000));
        });
    for (int i = 1; i <= 3; i++) {
      later(i * chance.millis(300, 2_500), () -> operators.pause(chance.of(scene.hosts()), false));
    }
  }

  /** A service manager starts it again and again, and gives up for a while. */
  private void crash(Host host, int times) {
    if (!host.agentRuns() || !host.isGuarded()) {
      return;
    }
    faults.say(host, "the agent crashes");
    host.killAgent();
    later(
        times > 1 ? chance.millis(10, 400) : chance.millis(200, 15_000),
        () -> {
          host.startAgent();
          if (times > 1) {
            later(chance.micros(200, 80_000), () -> crash(host, times - 1));
          }
        });
  }
}
