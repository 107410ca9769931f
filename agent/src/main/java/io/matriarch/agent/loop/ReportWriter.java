package io.matriarch.agent.loop;

import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.NodeDetail;
import io.matriarch.statemachine.model.ScheduledRestart;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.NodeMemory;
import io.matriarch.statemachine.node.SqlAnswer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes this node's report from what the loop saw. */
final class ReportWriter {
  private final Member self;
  private final String agentVersion;

  ReportWriter(Member self, String agentVersion) {
    this.self = self;
    this.agentVersion = agentVersion;
  }

  /**
   * What is reported besides the database.
   *
   * @param founding the cluster has no database yet, and is to have one that takes writes
   */
  record Circumstances(
      long appliedIndex,
      Milestones milestones,
      Epoch heldEpoch,
      @Nullable String readyFor,
      boolean stopping,
      boolean raftLeaderHere,
      boolean founding,
      Duration suspicion,
      long nowNanos,
      @Nullable ScheduledRestart scheduledRestart,
      @Nullable String trouble,
      NodeDetail detail) {}

  MemberReport write(DatabaseSeen database, NodeMemory memory, Circumstances at) {
    var answer = database.process() == DatabaseSeen.Process.NONE ? null : database.answer();
    var state = state(database, memory);
    return new MemberReport(
        self.id(),
        0,
        answeredIndex(database, at),
        role(database, at),
        state,
        position(database),
        answer != null ? answer.replayed() : null,
        answer != null ? history(answer, memory) : null,
        answer != null && answer.checkpointed(),
        answer != null && answer.streaming() ? answer.upstream() : null,
        answer != null && database.isStandby() && isBroken(answer, memory, at),
        promised(database),
        database.data() instanceof DataDirectory.Usable u ? u.systemIdentifier() : null,
        answer != null ? answer.serverVersion() : 0,
        answer != null ? answer.pendingRestart() : List.of(),
        at.scheduledRestart(),
        at.heldEpoch(),
        at.readyFor(),
        at.stopping(),
        at.raftLeaderHere(),
        agentVersion,
        at.trouble(),
        null,
        detail(database, memory, at));
  }

  /** Of a standby that may lead others the history that it shall have. */
  private static @Nullable TimelineHistory history(SqlAnswer answer, NodeMemory memory) {
    var remote = memory.remote();
    if (remote == null || !answer.inRecovery()) {
      return answer.history();
    }
    return remote.server() == null ? remote.own() : remote.server().history();
  }

  /** A restart that was asked for comes when commits do not wait for this node any more. */
  private static NodeDetail detail(DatabaseSeen database, NodeMemory memory, Circumstances at) {
    var request = database.isStandby() ? memory.request() : null;
    return at.detail()
        .withUnwilling(memory.unwilling(at.nowNanos()))
        .withDrained(at.detail().drained() || request != null && request.drains());
  }

  /** A stream that is silent, or gone, for longer than it ever is on a healthy network. */
  private static boolean isBroken(SqlAnswer answer, NodeMemory memory, Circumstances at) {
    var gone = memory.notStreamingSinceNanos();
    return answer.streaming()
        ? answer.silentMillis() * 10 >= at.suspicion().toMillis() * 13
        : gone != null && at.nowNanos() - gone >= at.suspicion().toNanos();
  }

  /**
   * Only with the stream seen to be cut: else the position beside it may still move, by commits
   * that are acknowledged to the primary that is being replaced.
   */
  private static Epoch promised(DatabaseSeen database) {
    var answer = database.answer();
    return database.isStandby() && answer != null && answer.isCut()
        ? database.promised()
        : Epoch.NONE;
  }

  /**
   * A look at the server from before the lease ended does not answer the question who has how much
   * WAL now, also when the end was applied here since.
   */
  private static long answeredIndex(DatabaseSeen database, Circumstances at) {
    var vacant = at.milestones();
    var lookedBefore =
        !vacant.vacantEpoch().equals(Epoch.NONE)
            && database.answer() != null
            && database.answeredNanos() - vacant.vacantNanos() < 0;
    return lookedBefore ? Math.min(at.appliedIndex(), vacant.vacantIndex() - 1) : at.appliedIndex();
  }

  /**
   * What the server says it is; of one that says nothing, where the cluster is to get its first
   * database, what it would start as: nobody may take a standby for that.
   */
  private static ServerRole role(DatabaseSeen database, Circumstances at) {
    if (database.isPrimary()) {
      return ServerRole.PRIMARY;
    }
    var silent = database.process() == DatabaseSeen.Process.NONE || database.answer() == null;
    var waits =
        at.founding()
            && silent
            && database.data() instanceof DataDirectory.Usable u
            && u.standbySignal();
    return database.isStandby() || waits ? ServerRole.STANDBY : ServerRole.NONE;
  }

  private static @Nullable WalPosition position(DatabaseSeen database) {
    var answer = database.answer();
    if (database.process() != DatabaseSeen.Process.NONE && answer != null) {
      return answer.position();
    }
    return database.data() instanceof DataDirectory.Usable u ? u.position() : null;
  }

  private ServerState state(DatabaseSeen database, NodeMemory memory) {
    if (self.kind() == MemberKind.WITNESS) {
      return ServerState.WITNESS;
    }
    return switch (memory.running()) {
      case Decision.Initialize i -> ServerState.BOOTSTRAPPING;
      case Decision.Clone c -> ServerState.CLONING;
      case Decision.Rewind r -> ServerState.REWINDING;
      case null, default -> serverState(database);
    };
  }

  private static ServerState serverState(DatabaseSeen database) {
    return switch (database.process()) {
      case NONE ->
          switch (database.data()) {
            case DataDirectory.Empty e -> ServerState.UNINITIALIZED;
            case DataDirectory.Unusable u -> ServerState.FAILED;
            case DataDirectory.Unfinished u -> ServerState.FAILED;
            case DataDirectory.Usable u ->
                database.diedUnasked() ? ServerState.CRASHED : ServerState.STOPPED;
          };
      case STARTING -> ServerState.STARTING;
      case STOPPING -> ServerState.STOPPING;
      case RUNNING -> {
        var answer = database.answer();
        if (answer == null || answer.endKnown()) {
          yield answer != null && answer.streaming() ? ServerState.STREAMING : ServerState.RUNNING;
        }
        // How much WAL it has is not known before all of it was read.
        yield ServerState.STARTING;
      }
    };
  }
}
