package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.transition.Applied;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Without synchronous replication a failover may lose what the new primary had not received, but
 * not more than {@code maximum_lag_on_failover} before the last position that the old one told,
 * unless an operator has named the candidate. What the operator accepted stays accepted until a
 * later primary tells a position: a timeline that the named one began may be gone on with.
 */
final class LossIsBounded implements Invariant {
  private final Scene scene;
  private final Set<Integer> begunByOrder = new HashSet<>();

  LossIsBounded(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    var lease = applied.state().lease();
    var operation = applied.state().operation();
    if (lease != null
        && operation != null
        && operation.kind() == Operation.Kind.FAILOVER
        && operation.phase() == Operation.Phase.PROMOTING
        && lease.holder().equals(operation.candidate())) {
      begunByOrder.add(lease.timeline());
    }
  }

  @Override
  public void beganToWrite(Server server) {
    var state = scene.group().state();
    var vacancy = state.vacancy();
    var wal = server.directory().durable();
    if (state.sync() != null || vacancy == null || vacancy.lastKnown() == null || wal == null) {
      return;
    }
    var last = vacancy.lastKnown();
    var history = wal.history();
    if (wasOrdered(history, last)) {
      return;
    }
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

  /** An operator's choice came after the last position that is known, and this goes on from it. */
  private boolean wasOrdered(TimelineHistory history, WalPosition last) {
    return IntStream.concat(
            IntStream.of(history.current()),
            history.forks().stream().mapToInt(TimelineHistory.Fork::timeline))
        .anyMatch(timeline -> timeline > last.timeline() && begunByOrder.contains(timeline));
  }
}
