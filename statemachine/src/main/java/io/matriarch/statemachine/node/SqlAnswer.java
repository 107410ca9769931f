package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.PendingRestart;
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
 * @param receiving a standby's WAL receiver exists, whatever it does: {@code position} may move
 * @param silentMillis how long a standby's WAL receiver has heard nothing; 0 where there is none
 * @param endKnown all the WAL on disk was read, so that {@code position} is the end of it; always
 *     true of a primary
 * @param newestTimeline the highest number of a timeline whose history file is on disk
 * @param upstream where it streams from, {@code host:port}, as configured; empty where nowhere
 * @param history how a primary came to its timeline; null on a standby
 * @param reached the same, but where an ancestor's WAL goes on with a record of which only a part
 *     arrived, the ancestor reaches into that record: who had the part lacks nothing; null on a
 *     standby
 * @param checkpointed a primary's last checkpoint is on its present timeline
 * @param checkpointerIdle the checkpointer waits for work: it has read the configuration in effect
 * @param commitRule whom commits wait for, as the server has it in effect
 * @param commitRuleOnDisk the same as the agent wrote it, which is in effect after the next restart
 * @param replicas who streams from here
 * @param serverVersion for example 150018
 * @param pendingRestart parameters that wait for a restart, sorted
 * @param slot through which a standby streams, as configured; empty for none
 */
public record SqlAnswer(
    boolean inRecovery,
    WalPosition position,
    @Nullable Lsn replayed,
    boolean replayPaused,
    boolean streaming,
    boolean receiving,
    long silentMillis,
    boolean endKnown,
    int newestTimeline,
    String upstream,
    @Nullable TimelineHistory history,
    @Nullable TimelineHistory reached,
    boolean checkpointed,
    boolean checkpointerIdle,
    String commitRule,
    String commitRuleOnDisk,
    List<Replica> replicas,
    int serverVersion,
    List<PendingRestart> pendingRestart,
    String slot) {
  /** True where a standby streams from nobody, and does not try to. */
  public boolean isCut() {
    return !receiving && upstream.isEmpty();
  }

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

  /**
   * False where standbys of one name stream from several hosts: a node that was replaced came back.
   * Which of them acknowledges a commit nobody can tell.
   */
  boolean isOne(String name) {
    String host = null;
    for (var replica : replicas) {
      if (replica.name().equals(name) && replica.state().equals("streaming")) {
        if (host != null && !host.equals(replica.clientAddress())) {
          return false;
        }
        host = replica.clientAddress();
      }
    }
    return true;
  }

  /**
   * Of a server whose WAL ended with a complete record wherever it changed its timeline, and that
   * streams through no slot.
   */
  public SqlAnswer(
      boolean inRecovery,
      WalPosition position,
      @Nullable Lsn replayed,
      boolean replayPaused,
      boolean streaming,
      boolean receiving,
      long silentMillis,
      boolean endKnown,
      int newestTimeline,
      String upstream,
      @Nullable TimelineHistory history,
      boolean checkpointed,
      boolean checkpointerIdle,
      String commitRule,
      String commitRuleOnDisk,
      List<Replica> replicas,
      int serverVersion,
      List<PendingRestart> pendingRestart) {
    this(
        inRecovery,
        position,
        replayed,
        replayPaused,
        streaming,
        receiving,
        silentMillis,
        endKnown,
        newestTimeline,
        upstream,
        history,
        history,
        checkpointed,
        checkpointerIdle,
        commitRule,
        commitRuleOnDisk,
        replicas,
        serverVersion,
        pendingRestart,
        "");
  }

  public SqlAnswer {
    replicas = List.copyOf(replicas);
    pendingRestart = List.copyOf(pendingRestart);
  }
}
