package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The willing primary's part of a switchover: checkpoint while it still takes writes, wait until
 * the candidate is close and ready, then stop in order.
 */
final class HandOver implements NodeRule {
  /** Sent within a fraction of a second by the shutdown itself, which waits for its standbys. */
  private static final long CLOSE_BYTES = 16L * 1024 * 1024;

  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var handover = seen.handover();
    if (handover.isEmpty() || !seen.database().isPrimary() || !seen.mayBePrimary()) {
      return Optional.empty();
    }
    var operation = handover.get();
    if (operation.candidate() == null) {
      return NodeRule.waitFor("the Raft leader chooses the candidate of " + operation.id());
    }
    if (operation.id().equals(seen.memory().spoiltFor())) {
      return NodeRule.waitFor(operation.id() + " failed here and is being cancelled");
    }
    if (!operation.id().equals(seen.memory().preparedFor())) {
      return Optional.of(
          new Decision.PrepareHandover(operation.id(), "checkpoint before " + operation.id()));
    }
    var lag = lagBytes(seen, operation);
    if (lag == null || lag > CLOSE_BYTES) {
      return NodeRule.waitFor(
          "%s is %s bytes behind; it must be within %d before this primary stops",
          operation.candidate(), lag == null ? "an unknown number of" : lag, CLOSE_BYTES);
    }
    if (ready(seen, operation).isEmpty()) {
      return NodeRule.waitFor(
          "%s has not said that it streams and is ready to take over; this primary goes on",
          operation.candidate());
    }
    return Optional.of(
        new Decision.Stop("%s: hand-over to %s".formatted(operation.id(), operation.candidate())));
  }

  /**
   * The candidate's word that it waits for the role, and that this primary's WAL comes to it: a
   * shutdown sends the last of it to those alone that stream. Whoever stops without it may hand
   * over to an agent that has just been paused. An operator who forces a failover may do without
   * the stream.
   */
  static Optional<MemberReport> ready(NodeSeen seen, Operation operation) {
    return Optional.ofNullable(operation.candidate())
        .map(seen.reports()::get)
        .filter(r -> operation.id().equals(r.readyFor()))
        .filter(r -> operation.kind() == Operation.Kind.FAILOVER || streams(seen, r));
  }

  /**
   * True for one that this primary's shutdown sends the last byte to: not for one that gets it from
   * another standby, for which a shutdown does not wait.
   */
  static boolean streams(NodeSeen seen, MemberReport report) {
    var upstream = report.upstream();
    return report.state() == ServerState.STREAMING
        && !report.streamBroken()
        && (upstream == null || upstream.equals(seen.self().postgresAddress()));
  }

  private static @Nullable Long lagBytes(NodeSeen seen, Operation operation) {
    var answer = seen.database().answer();
    var candidate =
        Optional.ofNullable(operation.candidate())
            .map(seen.reports()::get)
            .map(MemberReport::position)
            .map(WalPosition::lsn);
    return answer == null || candidate.isEmpty()
        ? null
        : answer.position().lsn().bytesAhead(candidate.get());
  }
}
