package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a running server answered to one probe.
 *
 * @param inRecovery it is a standby
 * @param position last byte on disk: flushed by a primary, received or replayed (the further) by a
 *     standby
 * @param replayed last byte applied; null on a primary
 * @param replayPaused someone paused replay
 * @param streaming a standby's WAL receiver is connected and receiving
 * @param upstream where it streams from, {@code host:port}, as configured; empty where nowhere
 * @param history how a primary came to its timeline; null on a standby
 * @param checkpointed a primary's last checkpoint is on its present timeline
 * @param replicas who streams from here
 * @param serverVersion for example 150018
 * @param pendingRestart parameters that wait for a restart, sorted
 */
public record SqlAnswer(
    boolean inRecovery,
    WalPosition position,
    @Nullable Lsn replayed,
    boolean replayPaused,
    boolean streaming,
    String upstream,
    @Nullable TimelineHistory history,
    boolean checkpointed,
    List<Replica> replicas,
    int serverVersion,
    List<String> pendingRestart) {
  /**
   * One standby as its source sees it.
   *
   * @param name its application_name, which is its member name
   * @param clientAddress where it comes from; empty for a local socket
   * @param state for example {@code streaming}
   * @param syncState for example {@code async}
   * @param sent last byte sent to it
   * @param flushed last byte it has on disk
   * @param replayed last byte it applied
   */
  public record Replica(
      String name,
      String clientAddress,
      String state,
      String syncState,
      Lsn sent,
      Lsn flushed,
      Lsn replayed) {}

  public SqlAnswer {
    replicas = List.copyOf(replicas);
    pendingRestart = List.copyOf(pendingRestart);
  }
}
