package io.matriarch.statemachine.node;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ServerState;
import java.time.Duration;
import java.util.Optional;

/** A node that nothing shall depend on: for work on it, or for the moment of a restart. */
final class Drain {
  /** A restart waits for so long until commits do not wait for this standby. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Drain() {}

  /** Hands the role over where another can take it; once in each epoch. */
  static Optional<Command> handover(NodeSeen seen) {
    var own = seen.reports().get(seen.id());
    var id = "drain-%s-%s".formatted(seen.id(), seen.state().epoch());
    return own != null
            && own.drained()
            && seen.state().operation() == null
            && !seen.state().paused()
            && leads(seen)
            && seen.mayBePrimary()
            && seen.state().finished(id).isEmpty()
            && isFollowed(seen)
        ? Optional.of(
            new Command.RequestOperation(
                id,
                Operation.Kind.SWITCHOVER,
                seen.state().epoch(),
                null,
                false,
                false,
                "the operator, who drains " + seen.id()))
        : Optional.empty();
  }

  /** A standby leader takes no writes, and the others depend on it all the same. */
  private static boolean leads(NodeSeen seen) {
    return seen.state().followsAnother()
        ? seen.database().isStandby()
        : seen.database().isPrimary();
  }

  private static boolean isFollowed(NodeSeen seen) {
    return seen.reports().values().stream()
        .anyMatch(
            r ->
                !r.member().equals(seen.id())
                    && r.state() == ServerState.STREAMING
                    && !r.stopping()
                    && !r.drained());
  }

  /** True while a restart should wait: commits still wait for this standby. */
  static boolean isAwaited(NodeSeen seen, NodeRequest request) {
    var since = request.sinceNanos();
    return since != null
        && seen.since(since).compareTo(PATIENCE) < 0
        && StopWithAgent.isCountedOn(seen);
  }
}
