package io.matriarch.chaos.simulation.check;

/**
 * Whoever takes writes holds the lease of the log's last entry: stronger than at most one primary,
 * since it does not need a second one to show a mistake.
 */
final class NobodyWritesWithoutTheLease implements Invariant {
  private final Scene scene;

  NobodyWritesWithoutTheLease(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void afterEvent() {
    for (var host : scene.hosts()) {
      if (host.server().acceptsWrites() && !scene.group().state().isHolder(host.id())) {
        Scene.require(
            false, this, host + " takes writes, the lease: " + scene.group().state().lease());
      }
    }
  }
}
