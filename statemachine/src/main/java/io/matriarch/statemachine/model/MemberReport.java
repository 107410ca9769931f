package io.matriarch.statemachine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one agent says of its own node: not replicated, sent to the Raft leader each heartbeat and
 * at once on change. Losing it costs one heartbeat.
 *
 * @param member who says it
 * @param number stands for a moment on the reporter's own clock, not later than the sending: a
 *     grant of the lease that names it came after that moment; 0 for a report that is not sent
 * @param appliedIndex the Raft log index that the agent had applied when it looked; a report is an
 *     answer to an event only if this is not older than the event
 * @param role what the server says it is
 * @param state what it is doing
 * @param position the last WAL byte on disk: written by a primary, received and flushed by a
 *     standby, the end of recovery where it is stopped; null where unknown
 * @param replayed the last byte applied by a standby; null otherwise
 * @param history how a primary came to its timeline; null otherwise
 * @param checkpointed a primary has made a checkpoint on its present timeline, so that pg_rewind
 *     sees it
 * @param upstream the standby's source as {@code host:port}; null where it streams from nobody
 * @param streamBroken a standby hears nothing from its source, or has none
 * @param promised the epoch below which this standby follows nobody: it promised that durably, and
 *     had cut its stream before {@code position} was read; {@link Epoch#NONE} otherwise
 * @param systemIdentifier of the data directory; null where there is none
 * @param serverVersion for example 150018; 0 where unknown
 * @param pendingRestart parameters that wait for a restart, by name
 * @param scheduledRestart a restart that its agent shall begin later; null where none
 * @param heldEpoch the epoch whose lease this node holds by its own count; {@link Epoch#NONE}
 *     otherwise
 * @param readyFor the operation whose candidate this node is, once its guard waits for it; null
 *     otherwise
 * @param stopping the agent was told to stop: not a candidate
 * @param raftLeaderHere the agent is Raft leader
 * @param agentVersion for people
 * @param trouble what needs the operator and what to do; null where all is well
 * @param raftId under which it is in the Raft group, so that nobody listens to a node that was
 *     replaced; null where it does not say
 * @param detail what nobody's role depends on; null where an older agent says nothing of it
 */
public record MemberReport(
    MemberId member,
    long number,
    long appliedIndex,
    ServerRole role,
    ServerState state,
    @Nullable WalPosition position,
    @Nullable Lsn replayed,
    @Nullable TimelineHistory history,
    boolean checkpointed,
    @Nullable String upstream,
    boolean streamBroken,
    Epoch promised,
    @Nullable String systemIdentifier,
    int serverVersion,
    List<PendingRestart> pendingRestart,
    @Nullable ScheduledRestart scheduledRestart,
    Epoch heldEpoch,
    @Nullable String readyFor,
    boolean stopping,
    boolean raftLeaderHere,
    String agentVersion,
    @Nullable String trouble,
    @Nullable String raftId,
    @Nullable NodeDetail detail) {
  /** Of a member that does not say under which id, and without details. */
  public MemberReport(
      MemberId member,
      long number,
      long appliedIndex,
      ServerRole role,
      ServerState state,
      @Nullable WalPosition position,
      @Nullable Lsn replayed,
      @Nullable TimelineHistory history,
      boolean checkpointed,
      @Nullable String upstream,
      boolean streamBroken,
      Epoch promised,
      @Nullable String systemIdentifier,
      int serverVersion,
      List<PendingRestart> pendingRestart,
      @Nullable ScheduledRestart scheduledRestart,
      Epoch heldEpoch,
      @Nullable String readyFor,
      boolean stopping,
      boolean raftLeaderHere,
      String agentVersion,
      @Nullable String trouble) {
    this(
        member,
        number,
        appliedIndex,
        role,
        state,
        position,
        replayed,
        history,
        checkpointed,
        upstream,
        streamBroken,
        promised,
        systemIdentifier,
        serverVersion,
        pendingRestart,
        scheduledRestart,
        heldEpoch,
        readyFor,
        stopping,
        raftLeaderHere,
        agentVersion,
        trouble,
        null,
        null);
  }

  public MemberReport {
    pendingRestart = List.copyOf(pendingRestart);
  }

  /** The same, said by a member of this id in the Raft group. */
  public MemberReport from(@Nullable String id) {
    return new MemberReport(
        member,
        number,
        appliedIndex,
        role,
        state,
        position,
        replayed,
        history,
        checkpointed,
        upstream,
        streamBroken,
        promised,
        systemIdentifier,
        serverVersion,
        pendingRestart,
        scheduledRestart,
        heldEpoch,
        readyFor,
        stopping,
        raftLeaderHere,
        agentVersion,
        trouble,
        id,
        detail);
  }

  /** The same under another number. */
  public MemberReport numbered(long other) {
    return new MemberReport(
        member,
        other,
        appliedIndex,
        role,
        state,
        position,
        replayed,
        history,
        checkpointed,
        upstream,
        streamBroken,
        promised,
        systemIdentifier,
        serverVersion,
        pendingRestart,
        scheduledRestart,
        heldEpoch,
        readyFor,
        stopping,
        raftLeaderHere,
        agentVersion,
        trouble,
        raftId,
        detail);
  }

  /** True where nothing shall depend on it: no role, no commit. */
  public boolean drained() {
    return detail != null && detail.drained();
  }

  /** The last few of its operator's commands, oldest first; none where it says nothing of them. */
  public List<HookResult> hooks() {
    return detail == null ? List.of() : detail.hooks();
  }

  /** Its slots; none where it says nothing of them. */
  public List<SlotSeen> slots() {
    return detail == null || detail.slots() == null ? List.of() : detail.slots();
  }
}
