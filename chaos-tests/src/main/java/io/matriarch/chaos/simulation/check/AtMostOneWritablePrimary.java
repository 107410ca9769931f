package io.matriarch.chaos.simulation.check;

/** Never two servers that a client could write to, where the lease alone keeps them apart. */
final class AtMostOneWritablePrimary implements Invariant {
  private final Scene scene;

  AtMostOneWritablePrimary(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void afterEvent() {
    // With a promise on record acknowledged commits decide, whatever the profile began with.
    if (!scene.plan().profile().isAsynchronous() || scene.group().state().sync() != null) {
      return;
    }
    int writable = 0;
    for (var host : scene.hosts()) {
      if (host.server().acceptsWrites()) {
        writable++;
      }
    }
    if (writable > 1) {
      Scene.require(false, this, scene.hosts());
    }
  }
}
