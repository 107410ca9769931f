package io.matriarch.statemachine.node;

import java.util.Optional;

/**
 * Starts the server of the lease's holder where it stands: after a crash, after a hand-over that
 * came back, after a reboot within the lease.
 *
 * <p>With the lease of the present epoch in hand nobody else was promoted since, so what this
 * directory holds is the newest there is. One that was a standby comes up as one and is promoted.
 */
final class StartInPlace implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    if (seen.ownLease().isEmpty()
        || seen.state().followsAnother()
        || seen.database().process() != DatabaseSeen.Process.NONE
        || !(seen.database().data() instanceof DataDirectory.Usable data)) {
      return Optional.empty();
    }
    var giveUp = ReleaseReason.of(seen, seen.ownLease().get());
    if (giveUp != null) {
      return NodeRule.waitFor("giving up the lease: %s", giveUp);
    }
    if (!seen.mayBePrimary()) {
      var down = seen.memory().downSinceNanos();
      return down != null && seen.since(down).compareTo(seen.state().config().ttl()) > 0
          ? Optional.of(
              new Decision.StartStandby(
                  "", "the lease cannot be renewed; reads are served meanwhile"))
          : NodeRule.waitFor("renewing the lease before the server starts");
    }
    var epoch = seen.state().epoch();
    return Optional.of(
        data.standbySignal()
            ? new Decision.StartStandby("", "holds " + epoch + " and is to be promoted")
            : new Decision.StartPrimary(epoch, "holds " + epoch));
  }
}
