package io.matriarch.chaos.simulation.check;

/** Never two servers that a client could write to. */
final class AtMostOneWritablePrimary implements Invariant {
  private final Scene scene;

  AtMostOneWritablePrimary(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void afterEvent() {
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
