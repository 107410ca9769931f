package io.matriarch.chaos.simulation.fault;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.node.Agent;
import io.matriarch.chaos.simulation.node.Configs;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.FaultKind;
import io.matriarch.chaos.simulation.world.Violation;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.net.api.OperationReply;
import io.matriarch.net.api.RestartRequest;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.RestartTerms;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import io.matriarch.statemachine.model.ServerRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * People who look after single nodes while things go wrong: what they ask goes through the code
 * that the agent's REST API calls. In some worlds only.
 */
final class Upkeep {
  private static final String BY = "operator";
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(120);

  /** What hurts most right after a request. */
  private static final List<FaultKind> MISHAPS =
      List.of(
          FaultKind.POWER_LOSS,
          FaultKind.AGENT_CRASH_LOOP,
          FaultKind.AGENT_PAUSE,
          FaultKind.SERVER_CRASH,
          FaultKind.ISOLATE,
          FaultKind.RAFT_LEADER_MOVES,
          FaultKind.POWER_LOSS_PRIMARY,
          FaultKind.SWITCHOVER);

  private final Scene scene;
  private final World world;
  private final Faults faults;
  private final Chance chance;
  private boolean busy;
  private int requests;

  Upkeep(Scene scene, Faults faults) {
    this.scene = scene;
    this.world = scene.world();
    this.faults = faults;
    this.chance = world.aside();
  }

  void begin() {
    busy = true;
    visit();
  }

  void end() {
    busy = false;
  }

  private void visit() {
    world.after(
        chance.millis(300, 6_000),
        () -> {
          if (busy) {
            var host = chance.of(scene.hosts());
            var agent = host.agent();
            if (agent != null && agent.isAwake()) {
              ask(host, agent);
            }
            visit();
          }
        });
  }

  private void ask(Host host, Agent agent) {
    switch ((int) chance.between(0, 11)) {
      case 0, 1, 2 -> asked(host, "restart", agent.api().restart(restart(null)));
      case 3, 4 ->
          asked(
              host,
              "restart for later",
              agent.api().restart(restart(wallMillis() + chance.between(-200, 6_000))));
      case 5 -> asked(host, "no restart", agent.api().unscheduleRestart(BY));
      case 6 -> asked(host, "reload", agent.api().reload(BY));
      case 7, 8 -> asked(host, "reinitialization", agent.api().reinitialize(chance.hits(0.3), BY));
      case 9 -> configure(host, agent);
      case 10 -> schedule(host, agent);
      default -> unschedule(host, agent);
    }
    if (chance.hits(0.3)) {
      var kind = chance.of(MISHAPS);
      world.after(
          chance.millis(0, 2_500),
          () -> {
            if (busy) {
              faults.inject(kind, host);
            }
          });
    }
  }

  private long wallMillis() {
    return world.nowNanos() / 1_000_000;
  }

  private RestartRequest restart(@Nullable Long atEpochMillis) {
    var role = chance.hits(0.7) ? null : chance.of(List.of(ServerRole.PRIMARY, ServerRole.STANDBY));
    long timeout = chance.hits(0.7) ? 0 : chance.between(200, 5_000);
    var terms = new RestartTerms(role, 0, chance.hits(0.05), timeout);
    return new RestartRequest(terms, atEpochMillis, BY);
  }

  private void configure(Host host, Agent agent) {
    var config = scene.group().state().config();
    var body =
        switch ((int) chance.between(0, 4)) {
          case 0 -> with("pause", new ConfigValue.Flag(!config.paused()));
          case 1 -> with("ttl", Configs.seconds(chance.between(3, 12) * 1_000));
          case 2 -> with("loop_wait", Configs.seconds(chance.between(1, 4) * 500));
          case 3 -> with("retry_timeout", Configs.seconds(-1_000));
          default -> with("maximum_lag_on_failover", ConfigValue.Number.of(chance.between(0, 5)));
        };
    long expected = chance.hits(0.3) ? Math.max(0, config.version() - chance.between(0, 1)) : -1;
    var reply = agent.api().changeConfig(body, false, expected, BY);
    count(host, "another configuration");
    world.after(
        1_000_000_000L,
        () -> {
          var now = reply.toCompletableFuture().getNow(null);
          if (now != null) {
            world
                .tally()
                .count("request", "another configuration: " + now.getClass().getSimpleName());
          }
        });
  }

  private static ConfigValue.Tree with(String key, ConfigValue value) {
    return ConfigValue.Tree.EMPTY.with(key, value);
  }

  /** Proposed as the API does, with a name that follows from the seed. */
  private void schedule(Host host, Agent agent) {
    var lease = agent.log().applied().state().lease();
    if (lease != null) {
      count(host, "switchover for later");
      var later =
          new ScheduledSwitchover(
              "later-" + ++requests,
              lease.holder(),
              chance.hits(0.5) ? null : chance.of(scene.hosts()).id(),
              wallMillis() + chance.between(0, 6_000),
              BY);
      agent.log().propose(new Command.ScheduleSwitchover(later), Duration.ofSeconds(2));
    }
  }

  private void unschedule(Host host, Agent agent) {
    count(host, "no switchover");
    var later = agent.log().applied().state().scheduled();
    var id = later == null ? "later-" + requests : later.id();
    agent.log().propose(new Command.UnscheduleSwitchover(id, BY), Duration.ofSeconds(2));
  }

  private void count(Host host, String what) {
    world.trace().say("operator", "asks %s for %s", host.id(), what);
    world.tally().count("request", what);
  }

  private void asked(Host host, String what, CompletionStage<OperationReply> reply) {
    count(host, what);
    agentWakes(host);
    // Later answers are not waited for: the limit of a caller's patience is one of real time.
    world.after(
        1_000_000_000L,
        () -> {
          if (reply.toCompletableFuture().getNow(null) instanceof OperationReply.Refused refused) {
            world.tally().count("request", what + ": refused with " + refused.httpStatus());
          }
        });
  }

  private static void agentWakes(Host host) {
    var agent = host.agent();
    if (agent != null) {
      agent.changed();
    }
  }

  /**
   * In a healthy cluster each node takes a request, and carries it out: none hangs at an old one.
   */
  void demandAnswers() {
    var waiting = new ArrayList<>(scene.hosts().stream().filter(h -> !h.isWitness()).toList());
    long begun = world.nowNanos();
    while (!waiting.isEmpty()) {
      waiting.removeIf(this::reloads);
      if (world.nowNanos() - begun > ANSWERED_WITHIN.toNanos()) {
        throw new Violation("HealsInTime", "requests are not carried out by " + waiting);
      }
    }
  }

  private boolean reloads(Host host) {
    var agent = host.agent();
    if (agent == null || !agent.isAwake()) {
      world.runFor(Duration.ofMillis(500));
      return false;
    }
    var reply = agent.api().reload(BY);
    agent.changed();
    world.runFor(Duration.ofMillis(500));
    return reply.toCompletableFuture().getNow(null) instanceof OperationReply.Done;
  }
}
