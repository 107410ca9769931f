package io.matriarch.statemachine.command;

import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.WalPosition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request to change the cluster state; it takes effect when the Raft log commits it.
 *
 * <p>Every command may be applied twice with the effect of once, because whoever sent it may never
 * learn whether it was committed.
 */
public sealed interface Command {
  /** Makes a member known, or renews what is known of it. */
  record RegisterMember(Member member) implements Command {}

  /**
   * Gives one node the task to create the first database.
   *
   * @param operationId names the attempt
   */
  record BeginBootstrap(String operationId, MemberId node, String reason) implements Command {}

  /**
   * The database was created (or adopted); its node gets epoch 1 and the lease.
   *
   * @param systemIdentifier PostgreSQL's, from then on the cluster's
   */
  record CompleteBootstrap(String operationId, MemberId node, String systemIdentifier, Duration ttl)
      implements Command {}

  /**
   * Gives {@code node} the primary role and the lease, if nobody else was given it since {@code
   * expected}.
   */
  record AssignPrimary(MemberId node, Epoch expected, String reason) implements Command {}

  /**
   * The holder goes on being primary for another {@code ttl}, which it counts from before it sent
   * this.
   *
   * @param renewal the newest renewal that the holder has applied; refused where it is another by
   *     now, so that one which was long on its way changes nothing that a later one has said
   * @param bounded false while the holder knows of a pause: then time alone does not end the lease
   * @param position where it writes; null where its server is not running
   */
  record RenewLease(
      MemberId holder,
      Epoch epoch,
      long renewal,
      Duration ttl,
      boolean bounded,
      @Nullable WalPosition position)
      implements Command {}

  /**
   * The Raft leader saw no renewal after {@code renewal} for longer than the lease; refused where
   * there was one after all.
   */
  record ExpireLease(Epoch epoch, long renewal, String reason) implements Command {}

  /**
   * The holder's server has stopped taking writes for good; it needs no waiting.
   *
   * @param renewal the newest renewal that the holder has applied; refused where another came after
   *     it: a holder that changed its mind renews first, and this cannot overtake it
   * @param stoppedAt its last byte after a clean shutdown; null after anything else
   */
  record ReleaseLease(
      MemberId holder, Epoch epoch, long renewal, @Nullable WalPosition stoppedAt, String reason)
      implements Command {}

  /**
   * The new primary takes writes: closes the operation and writes the history.
   *
   * @param forkedAt where its timeline left the previous one; null where none began
   * @param atEpochMillis time of day at the primary, for people
   */
  record ConfirmPrimary(
      MemberId holder, Epoch epoch, int timeline, @Nullable Lsn forkedAt, long atEpochMillis)
      implements Command {}

  /** Replaces the dynamic configuration, if it is still the version that was read. */
  record ChangeConfig(long expectedVersion, ConfigValue.Tree tree, String by) implements Command {}

  /**
   * Asks for a change of primary.
   *
   * @param expected the epoch that whoever asked had seen
   * @param candidate who shall become primary; null to let the Raft leader choose
   * @param force for a failover: the operator vouches that the old primary is dead, so that a lease
   *     left open by a pause may be ended
   */
  record RequestOperation(
      String operationId,
      Operation.Kind kind,
      Epoch expected,
      @Nullable MemberId candidate,
      boolean force,
      String by)
      implements Command {}

  /** The Raft leader chose the candidate of an operation that named none. */
  record ChooseCandidate(String operationId, MemberId candidate) implements Command {}

  /** Ends an operation that cannot or shall not go on. */
  record CancelOperation(String operationId, String reason) implements Command {}
}
