package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Member;
import java.time.Duration;
import java.util.Optional;

/**
 * What an operator asked of this node. It waits while the cluster is busy with who is primary: a
 * server that is restarted in the middle of a hand-over costs more than the restart is worth.
 */
final class CarryOutRequest implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var request = seen.memory().request();
    if (request == null || seen.state().operation() != null || seen.state().lease() == null) {
      return Optional.empty();
    }
    return switch (request.kind()) {
      case RESTART -> restart(seen, request);
      case RELOAD -> reload(seen, request);
      case REINITIALIZE -> reinitialize(seen, request);
    };
  }

  private static Optional<Decision> restart(NodeSeen seen, NodeRequest request) {
    var answer = seen.database().answer();
    var why = "restart asked for by " + request.by();
    var within =
        request.timeoutMillis() > 0
            ? Duration.ofMillis(request.timeoutMillis())
            : seen.state().config().primaryStartTimeout();
    if (answer == null || seen.database().process() != DatabaseSeen.Process.RUNNING) {
      return Optional.empty();
    }
    if (Drain.isAwaited(seen, request)) {
      return NodeRule.waitFor("until commits do not wait for this standby any more");
    }
    var stays = seen.ownLease().isEmpty() || seen.state().followsAnother();
    if (seen.database().isStandby() && stays) {
      return Optional.of(new Decision.RestartStandby(answer.upstream(), within, why));
    }
    return seen.database().isPrimary() && seen.mayBePrimary() && !seen.state().followsAnother()
        ? Optional.of(new Decision.RestartPrimary(seen.state().epoch(), within, why))
        : Optional.empty();
  }

  private static Optional<Decision> reload(NodeSeen seen, NodeRequest request) {
    return seen.database().process() == DatabaseSeen.Process.RUNNING
        ? Optional.of(
            new Decision.ApplyParameters(
                seen.state().config().version(), "reload asked for by " + request.by()))
        : Optional.empty();
  }

  /** Only with a running primary to copy from: what is thrown away must be there once more. */
  private static Optional<Decision> reinitialize(NodeSeen seen, NodeRequest request) {
    var primary = seen.primaryElsewhere();
    if (primary.isEmpty() || seen.primaryReport().isEmpty() || seen.couldWrite()) {
      return Optional.empty();
    }
    if (seen.database().process() != DatabaseSeen.Process.NONE) {
      return Optional.of(
          new Decision.Stop("reinitialization asked for by %s".formatted(request.by())));
    }
    var account = request.force() ? "" : primary.map(Member::postgresAddress).orElse("");
    return Optional.of(
        new Decision.DiscardData(account, "reinitialization asked for by " + request.by()));
  }
}
