package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.LeaseTerms;
import io.matriarch.statemachine.transition.Applied;

/**
 * The holder's own count ends before anybody else may call the lease expired, in true time and with
 * the worst clocks that are assumed.
 */
final class LeaseCountEndsFirst implements Invariant {
  private final Scene scene;
  private long lastGrantNanos;

  LeaseCountEndsFirst(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    var now = applied.state().lease();
    var was = before.lease();
    var granted =
        now != null
            && (was == null || now.renewal() != was.renewal() || !now.epoch().equals(was.epoch()));
    if (granted && applied.reply() instanceof Reply.Done) {
      lastGrantNanos = scene.world().nowNanos();
    }
  }

  @Override
  public void afterTurn(Host host) {
    var agent = host.agent();
    var lease = scene.group().state().lease();
    if (agent == null || lease == null || lease.openEnded() || !lease.isHeldBy(host.id())) {
      return;
    }
    var view = agent.view();
    if (!view.holdsLease()) {
      return;
    }
    // An open-ended count is closed by its holder before the log can hear of it.
    Scene.require(
        view.leaseDeadlineNanos() != Long.MAX_VALUE,
        this,
        () -> host.id() + " counts without end, and the log has " + lease);
    long others = (long) (LeaseTerms.expiryWait(lease.ttl()).toNanos() / 1.01);
    long end = host.clock().trueTimeOf(view.leaseDeadlineNanos());
    Scene.require(
        end <= lastGrantNanos + others,
        this,
        () ->
            "%s counts until %d ms after the others may begin"
                .formatted(host.id(), (end - lastGrantNanos - others) / 1_000_000));
  }
}
