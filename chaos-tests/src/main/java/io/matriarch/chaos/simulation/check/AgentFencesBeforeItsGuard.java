package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Server;
import java.time.Duration;

/** The guard is for an agent that cannot: one that runs has stopped its server before. */
final class AgentFencesBeforeItsGuard implements Invariant {
  private static final long ABLE_NANOS = Duration.ofMillis(2_500).toNanos();

  private final Scene scene;

  AgentFencesBeforeItsGuard(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void guardKills(Server server) {
    var host = scene.hostOf(server);
    var agent = host.agent();
    boolean able =
        agent != null
            && agent.isAwake()
            && scene.world().nowNanos() - agent.awakeSinceNanos() > ABLE_NANOS
            && scene.plan().failingActs() == 0;
    Scene.require(!able || !server.acceptsWrites(), this, host);
  }
}
