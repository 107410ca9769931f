package io.matriarch.chaos.simulation;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.postgres.Machine;
import io.matriarch.chaos.simulation.world.FaultKind;
import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.chaos.simulation.world.Plan;
import io.matriarch.chaos.simulation.world.Profile;
import io.matriarch.chaos.simulation.world.Violation;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.net.api.AgentApi;
import io.matriarch.net.api.RestartRequest;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.RestartTerms;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A run without chance in its faults, written down as text: a line for each thing that happens.
 *
 * <pre>
 * # what it is about
 * profile off
 * databases 3
 * seed 7
 * 12.0 power-off n1
 * 20.0 power-on n1
 * 40.0 end
 * </pre>
 *
 * <p>Times are seconds of true time from the beginning. Hosts are {@code n1}, {@code n2} ..., or
 * {@code primary} for whoever takes writes then, or {@code first} for who did when a step first
 * said {@code primary}. What can happen, where {@code HOST} is whom it happens to:
 *
 * <pre>
 * power-off HOST, power-on HOST, crash HOST, hang HOST, resume HOST, disk-full HOST, disk-free HOST
 * kill-agent HOST, start-agent HOST, stop-agent HOST, pause-agent HOST MILLIS, kill-guard HOST
 * hold-start HOST MILLIS, hold-promotion HOST MILLIS        no sooner than after so long
 * cut HOST LINK OTHER, mend HOST LINK OTHER                 LINK and OTHER also: all
 * fault HOST KIND                                           as chance would do it
 * restart HOST, reinitialize HOST, configure HOST KEY VALUE
 * switchover HOST TO, failover HOST TO [accepting]          HOST is asked
 * demote-cluster HOST [accepting], promote-cluster HOST [accepting]
 * remove HOST DESK, bring-back HOST                         a member; DESK is asked
 * far copies HOST, far follows HOST, far takes-over, far stops, far starts, far power-off ...
 * heal, demand-health, demand-write, end
 * </pre>
 */
public final class Scenario {
  private static final ConfigValue.Tree FAR =
      ConfigValue.Tree.EMPTY.with("host", new ConfigValue.Text("far"));

  private record Step(long atMillis, List<String> words) {}

  private final Profile profile;
  private final int databases;
  private final boolean witness;
  private final long seed;
  private final List<Step> steps;
  private @Nullable Host first;

  private Scenario(Profile profile, int databases, boolean witness, long seed, List<Step> steps) {
    this.profile = profile;
    this.databases = databases;
    this.witness = witness;
    this.seed = seed;
    this.steps = List.copyOf(steps);
  }

  /** Reads one. */
  public static Scenario parse(List<String> lines) {
    var profile = Profile.OFF;
    int databases = 3;
    boolean witness = false;
    long seed = 1;
    var steps = new ArrayList<Step>();
    for (var line : lines) {
      var words = List.of(line.strip().split("\\s+"));
      switch (words.getFirst()) {
        case "", "#" -> {}
        case "profile" -> profile = Profile.valueOf(words.get(1).toUpperCase(Locale.ROOT));
        case "databases" -> databases = Integer.parseInt(words.get(1));
        case "witness" -> witness = true;
        case "seed" -> seed = Long.parseLong(words.get(1));
        default ->
            steps.add(
                new Step(
                    new BigDecimal(words.getFirst()).movePointRight(3).longValue(),
                    words.subList(1, words.size())));
      }
    }
    return new Scenario(profile, databases, witness, seed, steps);
  }

  /** The account of it; the last line says what did not hold, where something did not. */
  public List<String> play() {
    Quiet.logs();
    var world = new World(seed, true);
    try {
      var simulation = new Simulation(world, Plan.calm(profile, databases, witness));
      for (var step : steps) {
        long left = step.atMillis() - world.elapsed().toMillis();
        world.runFor(Duration.ofMillis(Math.max(0, left)));
        if (!step.words().getFirst().equals("end")) {
          world.trace().say("script", "%s", String.join(" ", step.words()));
          carryOut(simulation, step.words());
        }
      }
    } catch (Violation e) {
      world.trace().say("judge", "%s", String.valueOf(e.getMessage()));
    }
    return world.trace().lines();
  }

  private void carryOut(Simulation simulation, List<String> words) {
    var what = words.getFirst();
    if (what.equals("heal")) {
      simulation.faults().heal();
      return;
    }
    if (what.equals("demand-health")) {
      simulation.demandHealth();
      return;
    }
    if (what.equals("demand-write")) {
      simulation.awaitWrite();
      return;
    }
    if (what.equals("far")) {
      far(simulation, words);
      return;
    }
    var host = host(simulation, words.get(1));
    switch (what) {
      case "power-off" -> host.powerOff();
      case "power-on" -> host.powerOn();
      case "kill-agent" -> host.killAgent();
      case "start-agent" -> host.startAgent();
      case "stop-agent" -> {
        var agent = host.agent();
        if (agent != null) {
          agent.requestStop();
        }
      }
      case "pause-agent" -> {
        var agent = host.agent();
        if (agent != null) {
          agent.pause(Long.parseLong(words.get(2)) * 1_000_000);
        }
      }
      case "kill-guard" -> host.killGuard();
      case "fault" ->
          simulation
              .faults()
              .inject(FaultKind.valueOf(words.get(2).toUpperCase(Locale.ROOT)), host);
      case "crash" -> host.server().crash();
      case "hang" -> host.server().hang(true);
      case "hold-promotion" ->
          host.server().holdUps().promotion(Long.parseLong(words.get(2)) * 1_000_000);
      case "hold-start" -> host.server().holdUps().start(Long.parseLong(words.get(2)) * 1_000_000);
      case "restart" -> node(host).restart(new RestartRequest(RestartTerms.ANY, null, "script"));
      case "reinitialize" -> node(host).reinitialize(false, "script");
      case "resume" -> host.server().hang(false);
      case "disk-full" -> host.server().disk().full(true);
      case "disk-free" -> host.server().disk().full(false);
      case "switchover" -> operation(host, Operation.Kind.SWITCHOVER, words);
      case "failover" -> operation(host, Operation.Kind.FAILOVER, words);
      case "cut" -> cut(simulation, host, words.get(2), words.get(3), true);
      case "mend" -> cut(simulation, host, words.get(2), words.get(3), false);
      case "demote-cluster" -> changeSides(simulation, host, FAR, words);
      case "promote-cluster" -> changeSides(simulation, host, null, words);
      case "remove" ->
          simulation.faults().roster().takeOut(host, host(simulation, words.get(2)), false);
      case "bring-back" -> simulation.faults().roster().bringBack(host);
      case "configure" -> configure(simulation, host, words.get(2), words.get(3));
      default -> throw new IllegalArgumentException("no such step: " + what);
    }
  }

  private static void changeSides(
      Simulation simulation, Host host, ConfigValue.@Nullable Tree followed, List<String> words) {
    boolean accepts = words.contains("accepting");
    node(host)
        .changeSides(followed, accepts, accepts ? Scene.WHO_ACCEPTS_LOSS : "script")
        .thenAccept(
            reply ->
                simulation.scene().world().trace().say("script", "%s: %s", words.get(0), reply));
  }

  /** The other site: what its own people do there, by this cluster's word or without. */
  private void far(Simulation simulation, List<String> words) {
    var site = simulation.scene().site();
    switch (words.get(1)) {
      case "copies" -> {
        var from = host(simulation, words.get(2));
        site.begin();
        site.copy(from.server(), from.address());
      }
      case "follows" -> site.follow(host(simulation, words.get(2)).address());
      case "takes-over" -> site.promote(true);
      case "stops" -> site.stop();
      case "starts" -> site.standby("");
      case "power-off" -> site.powerOff();
      case "power-on" -> site.powerOn();
      default -> throw new IllegalArgumentException("nothing to be done there: " + words);
    }
  }

  private static AgentApi node(Host host) {
    var agent = host.agent();
    if (agent == null) {
      throw new IllegalArgumentException("no agent runs on " + host.id());
    }
    return agent.api();
  }

  private Host host(Simulation simulation, String name) {
    if (name.equals("primary")) {
      var now =
          simulation.scene().hosts().stream()
              .filter(h -> h.server().isPrimary())
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("nobody is primary"));
      first = first == null ? now : first;
      return now;
    }
    if (name.equals("first") && first != null) {
      return first;
    }
    return simulation.scene().hosts().stream()
        .filter(h -> h.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such host: " + name));
  }

  /** Both directions of one kind of link, or of {@code all}, to one host or to {@code all}. */
  private static void cut(
      Simulation simulation, Host host, String kind, String other, boolean now) {
    var machines = new ArrayList<Machine>(simulation.scene().hosts());
    machines.add(simulation.scene().site());
    for (var there : machines) {
      if (there == host || !other.equals("all") && !there.name().equals(other)) {
        continue;
      }
      for (var link : Link.values()) {
        if (kind.equals("all") || link.name().equalsIgnoreCase(kind)) {
          simulation.path(link, host.place(), there.place(), now);
          simulation.path(link, there.place(), host.place(), now);
        }
      }
    }
  }

  private static void operation(Host host, Operation.Kind kind, List<String> words) {
    var agent = host.agent();
    if (agent != null) {
      var epoch = agent.log().applied().state().epoch();
      agent
          .log()
          .propose(
              new Command.RequestOperation(
                  "script-" + epoch,
                  kind,
                  epoch,
                  new MemberId(words.get(2)),
                  false,
                  words.contains("accepting"),
                  "script"),
              Duration.ofSeconds(2));
    }
  }

  private static void configure(Simulation simulation, Host host, String key, String value) {
    var agent = host.agent();
    if (agent != null) {
      var config = agent.log().applied().state().config();
      var parsed =
          switch (value) {
            case "true", "false" -> new ConfigValue.Flag(value.equals("true"));
            default ->
                value.matches("[0-9.]+")
                    ? new ConfigValue.Number(new BigDecimal(value))
                    : new ConfigValue.Text(value);
          };
      agent
          .log()
          .propose(
              new Command.ChangeConfig(config.version(), config.tree().with(key, parsed), "script"),
              Duration.ofSeconds(2));
    }
  }
}
