package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.command.Reason.ALREADY_INITIALIZED;
import static io.matriarch.statemachine.command.Reason.NOT_PROMOTABLE;
import static io.matriarch.statemachine.command.Reason.NO_SUCH_OPERATION;
import static io.matriarch.statemachine.command.Reason.OPERATION_RUNNING;
import static io.matriarch.statemachine.command.Reason.UNKNOWN_MEMBER;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.SyncMode;
import io.matriarch.statemachine.model.SyncSet;
import java.util.Objects;

/** How a cluster gets its one and only first database. */
final class BootstrapTransitions {
  private BootstrapTransitions() {}

  static Applied begin(ClusterState state, Command.BeginBootstrap c) {
    if (state.initialized()) {
      return Applied.refused(state, ALREADY_INITIALIZED, "");
    }
    var running = state.operation();
    if (running != null) {
      return running.id().equals(c.operationId())
          ? Applied.done(state)
          : Applied.refused(state, OPERATION_RUNNING, running.id());
    }
    var member = state.members().get(c.node());
    if (member == null) {
      return Applied.refused(state, UNKNOWN_MEMBER, c.node().value());
    }
    if (member.kind() != MemberKind.DATABASE) {
      return Applied.refused(state, NOT_PROMOTABLE, c.node() + " is a witness");
    }
    return new StateEdit(state)
        .operation(
            new Operation(
                c.operationId(),
                Operation.Kind.BOOTSTRAP,
                Operation.Phase.PREPARING,
                state.epoch(),
                null,
                c.node(),
                false,
                c.reason()))
        .done();
  }

  /**
   * Initialisation and the first lease are one step: there is no moment with a database and no
   * owner.
   */
  static Applied complete(ClusterState state, Command.CompleteBootstrap c) {
    if (state.initialized()) {
      var same =
          c.systemIdentifier().equals(state.systemIdentifier())
              && state.epoch().value() == 1
              && state.isHolder(c.node());
      return same ? Applied.done(state) : Applied.refused(state, ALREADY_INITIALIZED, "");
    }
    var running = state.operation();
    if (running == null
        || !running.id().equals(c.operationId())
        || !Objects.equals(running.candidate(), c.node())) {
      return Applied.refused(state, NO_SUCH_OPERATION, c.operationId());
    }
    long report = c.report() == null ? 0 : c.report();
    if (state.followsAnother()) {
      // Nothing will be promoted, and nothing written here needs a promise.
      return new StateEdit(state)
          .initialized(c.systemIdentifier())
          .assign(c.node(), c.ttl(), false, null, null, report, "first standby leader")
          .ended(true, c.node(), c.node() + " is standby leader")
          .done();
    }
    return new StateEdit(state)
        .initialized(c.systemIdentifier())
        .operation(running.withPhase(Operation.Phase.PROMOTING))
        .assign(c.node(), c.ttl(), false, null, null, report, "first database of the cluster")
        .sync(state.config().synchronousMode() == SyncMode.OFF ? null : SyncSet.PRIMARY_ALONE)
        .done();
  }
}
