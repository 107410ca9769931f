package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.WalPosition;
import java.time.Duration;

/**
 * What a node shall do to its PostgreSQL next. Data, not closures: equal decisions are equal, and
 * each says why.
 */
public sealed interface Decision {
  /** For the log and for {@code explain}. */
  String reason();

  /**
   * Nothing; the reason says what is waited for.
   *
   * @param needsOperator nothing will change until somebody does what the reason says
   */
  record Wait(String reason, boolean needsOperator) implements Decision {
    public Wait(String reason) {
      this(reason, false);
    }
  }

  /**
   * Create the first database: initdb, roles, settings; leaves the server stopped.
   *
   * @param operationId the bootstrap this belongs to
   */
  record Initialize(String operationId, String reason) implements Decision {}

  /**
   * Take a base backup into the empty data directory; leaves the server stopped.
   *
   * @param source whom to copy
   * @param address its {@code host:port}; empty where there is none and a backup is restored
   */
  record Clone(MemberId source, String address, String reason) implements Decision {}

  /**
   * Start the server as it is, to take writes at once. Only with the lease of {@code epoch} in
   * hand.
   */
  record StartPrimary(Epoch epoch, String reason) implements Decision {}

  /**
   * Start the server in recovery: it can take no writes.
   *
   * @param upstream {@code host:port} to stream from; empty to stream from nobody
   */
  record StartStandby(String upstream, String reason) implements Decision {}

  /** Point a running standby at another source, without a restart. Empty: at nobody. */
  record Follow(String upstream, String reason) implements Decision {}

  /**
   * Make the standby take writes. Only with the lease of {@code epoch} in hand.
   *
   * @param timeline the number that the timeline it begins must have
   * @param rule whom its commits wait for, from the very first one
   */
  record Promote(Epoch epoch, int timeline, CommitRule rule, String reason) implements Decision {}

  /**
   * Promise on disk to follow no epoch below {@code epoch}, and cut the running standby's stream:
   * from then on it acknowledges nothing to an older primary.
   */
  record Promise(Epoch epoch, String reason) implements Decision {}

  /**
   * Fetch WAL that a running standby lacks from another standby, before it is promoted.
   *
   * @param source who has it
   * @param address its {@code host:port}
   * @param until what is lacked
   */
  record FetchWal(MemberId source, String address, WalPosition until, String reason)
      implements Decision {}

  /** Change whom the commits of the running primary wait for. */
  record ApplySync(CommitRule rule, String reason) implements Decision {}

  /** Request a checkpoint on a primary that was just promoted. */
  record Checkpoint(String reason) implements Decision {}

  /**
   * Undo what this data directory has and {@code source} has not; stops the server first and leaves
   * it stopped.
   *
   * @param address the source's {@code host:port}
   */
  record Rewind(MemberId source, String address, String reason) implements Decision {}

  /**
   * Empty the data directory, so that it can be cloned; stops the server first where one runs.
   *
   * @param address {@code host:port} of the primary that it cannot follow, to tell what is lost;
   *     empty where it holds nothing of its own
   */
  record DiscardData(String address, String reason) implements Decision {
    public DiscardData(String reason) {
      this("", reason);
    }
  }

  /**
   * Prepare a hand-over while still taking writes: checkpoint, so that the stop is short.
   *
   * @param operationId the switchover this belongs to
   */
  record PrepareHandover(String operationId, String reason) implements Decision {}

  /**
   * Stop the server cleanly (fast shutdown), so that its standbys get the last byte.
   *
   * @param refusable the operator's {@code before_stop} may keep it from that
   */
  record Stop(String reason, boolean refusable) implements Decision {
    public Stop(String reason) {
      this(reason, true);
    }
  }

  /**
   * Stop taking writes for certain, whatever it costs: fast, then immediate, then kill.
   *
   * @param within after this the server must be dead
   * @param givesUp the role is to go to another node, although the lease could be kept
   */
  record Fence(Duration within, boolean givesUp, String reason) implements Decision {}

  /**
   * Stop the running primary in order and start it again, to take writes. Only with the lease of
   * {@code epoch} in hand, before and after.
   *
   * @param within after this it must accept connections again
   */
  record RestartPrimary(Epoch epoch, Duration within, String reason) implements Decision {}

  /**
   * Stop the running standby in order and start it again in recovery.
   *
   * @param upstream {@code host:port} to stream from; empty to stream from nobody
   * @param within after this it must accept connections again
   */
  record RestartStandby(String upstream, Duration within, String reason) implements Decision {}

  /** Write the cluster's PostgreSQL parameters of {@code configVersion} and reload. */
  record ApplyParameters(long configVersion, String reason) implements Decision {}
}
