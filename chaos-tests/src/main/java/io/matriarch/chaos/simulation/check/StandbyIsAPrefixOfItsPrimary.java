package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Server;

/** What PostgreSQL accepts by numbers must be so by content. */
final class StandbyIsAPrefixOfItsPrimary implements Invariant {
  @Override
  public void streams(Server standby, Server source) {
    var has = standby.directory().durable();
    var offers = source.directory().durable();
    Scene.require(
        has != null && offers != null && offers.containsAllOf(has),
        this,
        standby + " streams from " + source);
  }
}
