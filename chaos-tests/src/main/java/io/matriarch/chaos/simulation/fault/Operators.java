package io.matriarch.chaos.simulation.fault;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.node.Configs;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.postgres.Directory;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.FaultKind;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ConfigRules;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** People: what they ask for through an agent, and what only they may repair. */
public final class Operators {
  private final Scene scene;
  private final Chance chance;
  private int requests;

  Operators(Scene scene) {
    this.scene = scene;
    this.chance = scene.world().chance();
  }

  void act(FaultKind kind, Host some, Host primary) {
    switch (kind) {
      case SWITCHOVER ->
          request(
              some, Operation.Kind.SWITCHOVER, chance.hits(0.5) ? null : some.id(), false, false);
      case FAILOVER -> request(primary, Operation.Kind.FAILOVER, some.id(), false, false);
      case FAILOVER_FORCED -> {
        // An operator vouches for the death of the old primary only where it is dead.
        var lease = scene.group().state().lease();
        boolean dead =
            lease != null
                && scene.hosts().stream()
                    .anyMatch(h -> h.id().equals(lease.holder()) && !h.isPowered());
        request(
            chance.of(scene.hosts()), Operation.Kind.FAILOVER, some.id(), dead, chance.hits(0.5));
      }
      case PAUSE -> pause(some, !scene.group().state().paused());
      case CONFIG_CHANGE -> changeTimes(some);
      case MODE_CHANGE -> changeMode(some);
      default -> {}
    }
  }

  private void propose(Host through, Command command) {
    var agent = through.agent();
    if (agent != null && agent.isAwake()) {
      scene.world().trace().say("operator", "asks %s: %s", through.id(), command);
      agent.log().propose(command, Duration.ofSeconds(2));
    }
  }

  private void request(
      Host through,
      Operation.Kind kind,
      @Nullable MemberId candidate,
      boolean force,
      boolean acceptDataLoss) {
    var agent = through.agent();
    var epoch =
        agent == null ? scene.group().state().epoch() : agent.log().applied().state().epoch();
    propose(
        through,
        new Command.RequestOperation(
            "op" + ++requests, kind, epoch, candidate, force, acceptDataLoss, "operator"));
  }

  void pause(Host through, boolean paused) {
    change(through, "pause", new ConfigValue.Flag(paused));
  }

  private void changeTimes(Host through) {
    if (chance.hits(0.5)) {
      change(through, "ttl", Configs.seconds(chance.between(3, 12) * 1_000));
    } else {
      change(through, "loop_wait", Configs.seconds(chance.between(1, 4) * 500));
    }
  }

  private void changeMode(Host through) {
    switch ((int) chance.between(0, 3)) {
      case 0 ->
          change(through, "synchronous_node_count", ConfigValue.Number.of(chance.between(1, 2)));
      case 1 -> change(through, "synchronous_mode_strict", new ConfigValue.Flag(chance.hits(0.5)));
      default ->
          change(
              through,
              "synchronous_mode",
              new ConfigValue.Text(chance.of(List.of("off", "on", "quorum"))));
    }
  }

  private void change(Host through, String key, ConfigValue value) {
    var config = scene.group().state().config();
    var tree = config.tree().with(key, value);
    if (ConfigRules.validate(tree).isEmpty()) {
      propose(through, new Command.ChangeConfig(config.version(), tree, "operator"));
    }
  }

  /** Looks at a cluster that does not come to itself, and does what the log asks for. */
  void help() {
    var state = scene.group().state();
    if (state.paused()) {
      pause(chance.of(scene.hosts()), false);
    }
    for (var host : scene.hosts()) {
      var directory = host.server().directory();
      boolean stranger =
          directory.holds() == Directory.Holds.DATABASE
              && state.systemIdentifier() != null
              && !directory.system().equals(state.systemIdentifier());
      boolean spoilt =
          directory.holds() == Directory.Holds.UNFINISHED
              && directory.unfinished().equals("rewind");
      var agent = host.agent();
      boolean idle = agent == null || agent.view().report().trouble() != null;
      boolean twin = idle && directory.holds() == Directory.Holds.DATABASE && needsHand(host);
      if (!host.server().exists() && idle && (stranger || spoilt || twin)) {
        scene.world().trace().say("operator", "empties the data directory of %s", host.id());
        scene.world().tally().count("operator", "empties a data directory");
        host.killAgent();
        directory.empty();
      }
    }
  }

  /** It says that it waits for a person. */
  private static boolean needsHand(Host host) {
    var agent = host.agent();
    return agent != null
        && String.valueOf(agent.view().report().trouble()).contains("empty the data directory");
  }
}
