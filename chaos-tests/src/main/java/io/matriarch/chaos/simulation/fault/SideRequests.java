package io.matriarch.chaos.simulation.fault;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.node.Agent;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.postgres.Site;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.chaos.simulation.world.Network;
import io.matriarch.chaos.simulation.world.Violation;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.net.api.ConfigReply;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.StandbyCluster;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What people ask of an agent, through the code of its REST API, to change sides. */
final class SideRequests {
  private static final String BY = "operator";

  private final Scene scene;
  private final World world;
  private final Network network;
  private final Chance chance;
  private final Site site;

  SideRequests(Scene scene, Network network) {
    this.scene = scene;
    this.network = network;
    world = scene.world();
    chance = world.sites();
    site = scene.site();
  }

  /** To follow the other side. */
  void demote(boolean acceptLoss) {
    var host = somebody();
    if (host != null) {
      ask(host, followed(), acceptLoss, reply -> {});
    }
  }

  /** To follow nobody any more. */
  void promote(boolean acceptLoss) {
    var host = somebody();
    if (host != null) {
      ask(host, null, acceptLoss, reply -> {});
    }
  }

  /** The same while the other side takes writes; where it can be asked it is refused. */
  void promotePrematurely() {
    var host = somebody();
    if (host == null || host.isWitness()) {
      return;
    }
    boolean answers = answers(host);
    ask(
        host,
        null,
        false,
        reply -> {
          if (reply instanceof ConfigReply.Changed) {
            boolean still = answers && answers(host);
            site.server().crash();
            if (still) {
              world.after(0, SideRequests::promotedTooEarly);
            }
          }
        });
  }

  private static void promotedTooEarly() {
    throw new Violation("OneSideWrites", "agreed to although the other side said that it writes");
  }

  private boolean answers(Host host) {
    return site.server().acceptsWrites() && network.bothWays(Link.WAL, host.place(), site.place());
  }

  /** Where a member waits for a person to say that what only it has may go. */
  void acceptWhatIsAskedFor(boolean now) {
    for (var host : scene.hosts()) {
      var agent = host.agent();
      if (now && agent != null && waits(agent)) {
        var part =
            ConfigValue.Tree.EMPTY.with(StandbyCluster.ACCEPT_LOSS, new ConfigValue.Flag(true));
        world.trace().say("operator", "accepts at %s what is lost", host.id());
        world.tally().count("request", "acceptance of what only one side has");
        agent
            .api()
            .changeConfig(ConfigValue.Tree.EMPTY.with(StandbyCluster.KEY, part), false, -1, BY);
        return;
      }
    }
  }

  private static boolean waits(Agent agent) {
    return agent.isAwake()
        && String.valueOf(agent.view().report().trouble()).contains(StandbyCluster.ACCEPT_LOSS);
  }

  private @Nullable Host somebody() {
    var host = chance.of(scene.hosts());
    var agent = host.agent();
    return agent != null && agent.isAwake() ? host : null;
  }

  private static ConfigValue.Tree followed() {
    return ConfigValue.Tree.EMPTY.with("host", new ConfigValue.Text("far"));
  }

  private void ask(
      Host host,
      ConfigValue.@Nullable Tree followed,
      boolean acceptLoss,
      Consumer<ConfigReply> then) {
    var agent = host.agent();
    if (agent == null) {
      return;
    }
    var what = followed == null ? "promote-cluster" : "demote-cluster";
    world
        .trace()
        .say("operator", "asks %s: %s%s", host.id(), what, acceptLoss ? ", accepting loss" : "");
    agent
        .api()
        .changeSides(followed, acceptLoss, acceptLoss ? Scene.WHO_ACCEPTS_LOSS : BY)
        .thenAccept(
            reply -> {
              world.trace().say("operator", "%s: %s", what, reply);
              world.tally().count("sites", what + ": " + reply.getClass().getSimpleName());
              then.accept(reply);
            });
  }
}
