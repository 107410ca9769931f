package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.statemachine.model.Operation;

/**
 * Without synchronous replication a failover may lose what the new primary had not received, but
 * not more than {@code maximum_lag_on_failover} before the last position that the old one told,
 * unless an operator has named the candidate.
 */
final class LossIsBounded implements Invariant {
  private final Scene scene;

  LossIsBounded(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void beganToWrite(Server server) {
    var state = scene.group().state();
    var vacancy = state.vacancy();
    var operation = state.operation();
    var named = operation != null && operation.kind() == Operation.Kind.FAILOVER;
    var wal = server.directory().durable();
    if (state.sync() != null
        || vacancy == null
        || vacancy.lastKnown() == null
        || wal == null
        || named) {
      return;
    }
    var last = vacancy.lastKnown();
    var history = wal.history();
    long has =
        history.current() <= last.timeline()
            ? wal.end()
            : history.forks().stream()
                .filter(f -> f.timeline() == last.timeline())
                .mapToLong(f -> f.end().bytes())
                .findFirst()
                .orElse(-1);
    Scene.require(
        has < 0 || last.lsn().bytes() - has <= state.config().maximumLagOnFailoverBytes(),
        this,
        "%s has %d of timeline %d, last known was %s"
            .formatted(server, has, last.timeline(), last));
  }
}
